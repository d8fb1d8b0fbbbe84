"""The HTTP environment: a real service answers, as its OpenAPI document says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import aiohttp
from msgspec.structs import replace
from yarl import URL

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.checked import CheckedEnvironment, checked_timeout
from toolmind.environments.http_answer import read_answer
from toolmind.environments.http_request import HttpRequest, build_request, is_operation
from toolmind.environments.looking import LookSetting, looks
from toolmind.environments.permission import Keys, Permission, require_local
from toolmind.environments.recording import Recorder
from toolmind.environments.results import failed, json_or_text
from toolmind.environments.service import Service
from toolmind.environments.spares import Spares
from toolmind.errors import ConfigError, SimulationError
from toolmind.plugins import Resource
from toolmind.records import JSON, Scenario, Tool
from toolmind.tools.pool import ToolPool

_SAFE = frozenset(("get", "head", "options"))
_MOST_BYTES = 2**20
"""Bytes of an answer that are read (ours): the rest of a larger one nobody could learn from."""

_HOPS = 5
"""Redirects that are followed, within the service alone (ours)."""


class HttpProvider(EnvironmentProvider):
    """Calls of OpenAPI operations are made against a service at `base_url`.

    Only this machine is called unless `allow_remote`, and only GET, HEAD and OPTIONS unless
    `write`, or `allow` names the tool. `auth` says which keys go where, by the names of
    environment variables: ``{header:Authorization: Bearer $TOKEN}``. `record` is a file to which
    all calls are appended, for `replay`.

    With `command` the service is started anew for each dialogue, in an empty folder or a copy of
    `folder`; ``{port}`` in it stands for a free port of this machine. Without it all dialogues
    share one. `setup` are calls (``{tool, arguments}``) that are made when a service has started;
    one in which nothing was written is given to the next dialogue. `anew` says that a new service
    keeps nothing and writes nowhere else: then calls may be made again in another one, so that the
    end decides, but not while they are recorded.

    State is what the operations answer that only read and need no argument: those of the pool,
    or those that `look` names. Values in `known`, by parameter or as
    ``tool.parameter``, are given to them, and told to who
    writes the scenario.

    Raises:
        ConfigError: a setting cannot be.
    """

    stateful = True

    def __init__(
        self,
        pool: Annotated[ToolPool, Resource("pool")],
        base_url: str = "",
        allow: list[str] | None = None,
        write: bool = False,
        allow_remote: bool = False,
        auth: dict[str, str] | None = None,
        known: dict[str, JSON] | None = None,
        look: list[LookSetting] | None = None,
        setup: list[dict[str, Any]] | None = None,
        command: str = "",
        anew: bool = False,
        folder: Path | None = None,
        record: Path | None = None,
        timeout: float = 30.0,
    ) -> None:
        if bool(base_url) == bool(command):
            raise ConfigError("environment: give either a base_url or a command that serves")
        if base_url and setup:
            raise ConfigError("environment.setup: it is for services that a `command` starts")
        if base_url and anew:
            raise ConfigError("environment.anew: only services that a `command` starts begin anew")
        if base_url:
            require_local(base_url, allow_remote, "environment.base_url")
        self.base_url, self.known, self.timeout = base_url, known or {}, checked_timeout(timeout)
        self.permission, self.keys = Permission(allow or [], write), Keys(auth or {})
        self.recorder = Recorder(record)
        self.command, self.folder = command, folder
        self.begins_anew = anew and record is None
        operations = {tool.name: tool for tool in pool if is_operation(tool)}
        self.setup = [_call_of(call, operations) for call in setup or []]
        self.looks = looks(operations, look, self.known, lambda tool: method(tool) == "get")
        self.services = Spares(self._service)
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the recording, and the connections."""
        self.recorder.open()
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self.timeout),
            auto_decompress=True,
        )

    def cannot_answer(self, tools: Iterable[Tool]) -> dict[str, str]:
        """Return the tools that are no operations, or may not be called."""
        no_operation = "it was not read from an OpenAPI document: `toolmind tools import openapi:…`"
        found = {
            tool.id: self.permission.why_not(tool, reads=method(tool) in _SAFE)
            if is_operation(tool)
            else no_operation
            for tool in tools
        }
        return {tool: why for tool, why in found.items() if why}

    async def world(self, tools: Mapping[str, Tool]) -> HttpEnvironment:
        """Return the world of one dialogue."""
        return HttpEnvironment(tools, self)

    async def starting_state(
        self, tools: Mapping[str, Tool], seed: int, now: datetime
    ) -> dict[str, JSON]:
        """Return what the service tells before anything is asked of it.

        Raises:
            SimulationError: it is not there.
        """
        world = HttpEnvironment(tools, self)
        try:
            await world.begin()
            return await world.state() | ({"known": self.known} if self.known else {})
        finally:
            await world.close()

    async def send(self, base: str, request: HttpRequest) -> ToolResult:
        """Send one request; redirects are followed within the service.

        Raises:
            SimulationError: nobody is there.
        """
        assert self._session, "open comes first"
        query = self.keys.at("query")
        url = _joined(base, request.target).update_query(query) if query else None
        url = url or _joined(base, request.target)
        try:
            for _ in range(_HOPS):
                status, kind, body, onward = await self._sent(url, request)
                if onward is None or onward.origin() != url.origin():
                    break
                url, request = onward, _redirected(request, status)
        except aiohttp.ClientConnectorError as error:
            raise SimulationError(
                "environment.unreachable", self.keys.without(str(error))
            ) from None
        except aiohttp.ClientError as error:
            said = self.keys.without(str(error)) or type(error).__name__
            return failed("connection_reset", said, retryable=True)
        if len(body) > _MOST_BYTES:
            return failed("too_large", f"The answer is longer than {_MOST_BYTES} bytes.")
        result = read_answer(status, kind, body)
        return replace(result, content=self.keys.without(result.content))

    async def _service(self) -> Service:
        service = await Service.started(self.command, self.folder, self.timeout)
        try:
            for tool, arguments in self.setup:
                result = await self.send(service.address, build_request(tool, arguments))
                if result.status == "error":
                    raise SimulationError("environment.setup", f"{tool.name}: {result.content}")
        except BaseException:
            await service.close()
            raise
        return service

    async def _sent(self, url: URL, request: HttpRequest) -> tuple[int, str, bytes, URL | None]:
        assert self._session
        headers = request.headers | self.keys.at("header")
        if cookies := [f"{name}={value}" for name, value in self.keys.at("cookie").items()]:
            before = [headers["Cookie"]] if "Cookie" in headers else []
            headers["Cookie"] = "; ".join((*before, *cookies))
        data: Any = aiohttp.FormData(request.fields) if request.fields else request.body
        async with self._session.request(
            request.method, url, headers=headers, data=data, allow_redirects=False
        ) as reply:
            body = await reply.content.read(_MOST_BYTES + 1)
            while len(body) <= _MOST_BYTES and (more := await reply.content.read(_MOST_BYTES)):
                body += more
            place = reply.headers.get("Location") if 300 <= reply.status < 400 else None
            onward = url.join(URL(place, encoded=True)) if place else None
            return reply.status, reply.headers.get("Content-Type", ""), body, onward

    async def close(self) -> None:
        """Stop the services, and close the connections and the recording."""
        self.recorder.close()
        await self.services.close()
        if self._session:
            await self._session.close()


class HttpEnvironment(CheckedEnvironment):
    """One dialogue with a service: a shared one, or one of its own."""

    def __init__(self, tools: Mapping[str, Tool], provider: HttpProvider) -> None:
        super().__init__(tools, provider.timeout)
        self._use = provider
        self._seed = 0
        self._base = provider.base_url
        self._service: Service | None = None
        self._written = False
        self._unanswered = 0

    async def reset(self, scenario: Scenario) -> None:
        """Start the service, where it is the dialogue's own.

        Raises:
            SimulationError: it does not come up, or refuses a call of `setup`.
        """
        await super().reset(scenario)
        self._seed = scenario.seed
        await self.begin()

    async def begin(self) -> None:
        """Start what this world has of its own.

        Raises:
            SimulationError: it does not come up, or refuses a call of `setup`.
        """
        if self._use.command:
            await self.close()
            self._service = await self._use.services.take()
            self._written, self._unanswered = False, 0
            self._base = self._service.address

    async def state(self) -> dict[str, JSON]:
        """Return by operation what those answer that only read and need no argument."""
        asked = [
            self._use.send(self._base, build_request(look.tool, look.arguments))
            for look in self._use.looks
        ]
        found = zip(self._use.looks, await asyncio.gather(*asked), strict=True)
        told = {
            look.name: json_or_text(said.content) for look, said in found if said.status == "ok"
        }
        return {name: value for name, value in told.items() if isinstance(value, dict | list)}

    async def close(self) -> None:
        """Stop the service, where it is the dialogue's own."""
        if self._service:
            untouched = not (self._written or self._unanswered)
            await self._use.services.give_back(self._service, untouched=untouched)
            self._service = None

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        if not is_operation(tool):
            return failed("unknown_tool", f"{tool.name} is no operation of this service.")
        reads = method(tool) in _SAFE
        if refusal := self._use.permission.refusal(tool, reads=reads):
            return refusal
        try:
            request = build_request(tool, arguments)
        except ValueError as error:
            return failed("invalid_argument", f"{error}.")
        self._written |= not reads
        self._unanswered += 1  # and stays so, where the answer does not come: who knows
        result = await self._use.send(self._base, request)
        self._unanswered -= 1
        self._use.recorder.note(self._seed, tool.name, arguments, result)
        return result


def method(tool: Tool) -> str:
    """Return the method of an operation, in small letters."""
    return str(tool.annotations.get("http", {}).get("method", "")).lower()


def _redirected(request: HttpRequest, status: int) -> HttpRequest:
    """Return what is sent to the place that an answer names (RFC 9110, 15.4)."""
    if status in (301, 302, 303) and request.method not in ("GET", "HEAD"):
        return HttpRequest("GET", request.target)
    return request


def _call_of(call: Mapping[str, Any], known: Mapping[str, Tool]) -> tuple[Tool, dict[str, Any]]:
    name, arguments = str(call.get("tool")), call.get("arguments", {})
    if name not in known or not isinstance(arguments, dict):
        raise ConfigError(f"environment.setup: {dict(call)} is no call of a tool of the pool")
    return known[name], arguments


def _joined(base: str, target: str) -> URL:
    return URL(base.rstrip("/") + "/" + target.lstrip("/"), encoded=True)
