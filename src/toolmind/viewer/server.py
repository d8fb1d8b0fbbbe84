"""The page over HTTP, on this machine alone.

It binds to 127.0.0.1. Whoever asks must know the token that stands in the address printed, and
name this machine as the host: so no other page in the same browser can read or label anything, by
a name that resolves to it either. Nothing is written but labels.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import orjson
from aiohttp import web

from toolmind.errors import UserError
from toolmind.records.label import Label
from toolmind.viewer.page import SCRIPTS, STYLE, index, page_file
from toolmind.viewer.site import Site

HOST = "127.0.0.1"
POLL_S = 2.0
"""Seconds between looks at what is new (ours)."""
_LARGEST_LABEL = 64 << 10

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_app(site: Site, token: str) -> web.Application:
    """Return the application that answers for a site."""
    app = web.Application(middlewares=[_guard(token)], client_max_size=_LARGEST_LABEL)
    app.router.add_get("/", _index)
    for name in (STYLE, *SCRIPTS):
        app.router.add_get(f"/{name}", _file)
    for path, answer in _answers(site).items():
        app.router.add_get(f"/api/{path}", _json(answer))
    app.router.add_post("/api/labels", _labelling(site))
    return app


def _answers(site: Site) -> dict[str, Callable[[web.Request], Any]]:
    return {
        "state": lambda _: site.state(),
        "overview": lambda _: site.overview(),
        "rows": lambda request: site.rows(request.query),
        "items/{index:[0-9]{1,18}}": lambda request: site.item(int(request.match_info["index"])),
        "tools": lambda request: site.tools(request.query),
        "tool": lambda request: site.tool(request.query.get("id", "")),
        "graph": lambda _: site.graph(),
        "neighbours": lambda request: site.neighbours(request.query.get("id", "")),
        "edge": lambda request: site.edge(
            request.query.get("src", ""), request.query.get("dst", "")
        ),
        "walks/{index:[0-9]{1,18}}": lambda request: site.walk(int(request.match_info["index"])),
        "tokens/{index:[0-9]{1,18}}": lambda request: site.tokens(
            int(request.match_info["index"]), request.query.get("template", "")
        ),
        "labels": lambda _: site.labelled(),
        "queue": lambda request: site.queue(request.query),
    }


async def _index(_: web.Request) -> web.Response:
    return web.Response(body=index(), content_type="text/html", charset="utf-8")


async def _file(request: web.Request) -> web.Response:
    name = request.path.removeprefix("/")
    kind = "text/css" if name == STYLE else "text/javascript"
    return web.Response(body=page_file(name), content_type=kind, charset="utf-8")


def _json(answer: Callable[[web.Request], Any]) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        try:
            found = await asyncio.to_thread(answer, request)
        except KeyError:
            raise web.HTTPNotFound from None
        except UserError as error:
            return _told(error)
        body = orjson.dumps(found, option=orjson.OPT_NON_STR_KEYS)
        return web.Response(body=body, content_type="application/json")

    return handler


def _labelling(site: Site) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        try:
            label = msgspec.json.decode(await request.read(), type=Label)
            await asyncio.to_thread(site.label, label)
        except msgspec.MsgspecError as error:
            raise web.HTTPBadRequest(text=str(error)) from None
        except KeyError as error:
            raise web.HTTPNotFound(text=f"there is no turn {error}") from None
        except UserError as error:
            return _told(error)
        return web.json_response(site.labelled(), dumps=lambda told: orjson.dumps(told).decode())

    return handler


def _told(error: UserError) -> web.Response:
    return web.json_response({"error": str(error)}, status=500)


def _guard(token: str) -> Any:
    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = request.host.rpartition(":")[0] or request.host
        if host not in (HOST, "localhost"):
            raise web.HTTPForbidden(text="ask for this machine by its address")
        if request.path.startswith("/api/"):
            given = request.headers.get("X-Token", "")
            if not secrets.compare_digest(given.encode(), token.encode()):
                raise web.HTTPForbidden(text="the token is not that of the address printed")
        response = await handler(request)
        response.headers.update(_HEADERS)
        return response

    return guard


async def serve(site: Site, port: int, tell: Callable[[str], object]) -> None:
    """Serve a site until cancelled; `tell` gets the address. Port 0: any that is free.

    Raises:
        UserError: the port cannot be had.
    """
    token = secrets.token_urlsafe(16)
    runner = web.AppRunner(build_app(site, token))
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise UserError(f"port {port} cannot be had: {error.strerror}. Name another") from None
        tell(f"http://{HOST}:{runner.addresses[0][1]}/?token={token}")
        while True:
            await asyncio.to_thread(site.read)
            await asyncio.sleep(POLL_S)
    finally:
        await runner.cleanup()
