"""The page over HTTP: who is answered, and what is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from toolmind.errors import UserError
from toolmind.viewer.open_source import open_source
from toolmind.viewer.server import build_app, serve
from toolmind.viewer.site import Site

TOKEN = {"X-Token": "secret"}


@pytest.fixture
async def client(hostile: Path) -> AsyncIterator[TestClient]:
    with closing(Site(open_source([hostile]))) as site:
        await asyncio.to_thread(site.read)
        async with TestClient(TestServer(build_app(site, "secret"))) as made:
            yield made


async def test_whoever_has_the_token_is_answered(client: TestClient) -> None:
    for path in ("overview", "rows", "items/0", "tools", "labels", "queue"):
        reply = await client.get(f"/api/{path}", headers=TOKEN)
        assert reply.status == 200, path
        assert isinstance(await reply.json(), dict)
        assert "Access-Control-Allow-Origin" not in reply.headers
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("headers", [{}, {"X-Token": "secre"}, {"X-Token": "sécret"}])
async def test_without_it_nobody_is(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("overview", "rows", "items/0", "labels"):
        assert (await client.get(f"/api/{path}", headers=headers)).status == 403
    assert (await client.post("/api/labels", json={}, headers=headers)).status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:1"])
async def test_a_name_that_resolves_here_is_refused(client: TestClient, host: str) -> None:
    for path in ("/", "/api/overview"):
        assert (await client.get(path, headers={**TOKEN, "Host": host})).status == 403


async def test_the_page_and_its_parts(client: TestClient) -> None:
    page = await (await client.get("/")).text()
    for name in ("view.css", "dom.js", "app.js"):
        assert name in page
        assert (await client.get(f"/{name}")).status == 200
    for path in ("/page.py", "/../server.py", "/__init__.py", "/api/nothing"):
        assert (await client.get(path, headers=TOKEN)).status == 404


async def test_what_is_not_there_is_said(client: TestClient) -> None:
    for path in (
        "items/999",
        "items/999999999999999999",
        "items/-1",
        "tool?id=none",
        "tokens/0?template=/etc/hosts",
    ):
        assert (await client.get(f"/api/{path}", headers=TOKEN)).status == 404


async def test_a_label_is_written_and_another_refused(client: TestClient, hostile: Path) -> None:
    whole = await (await client.get("/api/items/0", headers=TOKEN)).json()
    turn = {"item": whole["id"], "message": "m4", "label": "wrong", "labeller": "ada"}
    reply = await client.post("/api/labels", json=turn, headers=TOKEN)
    assert (await reply.json())["labels"] == 1
    written = hostile.parent / "labels.jsonl"
    assert b'"wrong"' in written.read_bytes()
    for bad, status in (
        ({**turn, "label": "good"}, 400),
        ({**turn, "message": "m99"}, 404),
        ({}, 400),
        ({**turn, "note": "x" * 100_000}, 413),
    ):
        assert (await client.post("/api/labels", json=bad, headers=TOKEN)).status == status
    assert written.read_bytes().count(b"\n") == 1
    written.unlink()


async def test_a_port_that_is_taken_is_said(hostile: Path, client: TestClient) -> None:
    port = client.server.port
    assert isinstance(client.session, aiohttp.ClientSession) and port
    with (
        closing(Site(open_source([hostile]))) as site,
        pytest.raises(UserError, match=f"port {port} cannot be had"),
    ):
        await serve(site, port, print)
