"""The MCP environment: a live server answers, over stdio or HTTP (extra `mcp`)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.checked import CheckedEnvironment, checked_timeout
from toolmind.environments.copies import Copy
from toolmind.environments.looking import Look, LookSetting, looks
from toolmind.environments.permission import Keys, Permission, require_local
from toolmind.environments.recording import Recorder
from toolmind.environments.results import failed, json_or_text
from toolmind.environments.spares import Spares
from toolmind.errors import ConfigError, SimulationError
from toolmind.records import JSON, Scenario, Tool
from toolmind.tools.effects import tool_effect
from toolmind.tools.names import declared_name

if TYPE_CHECKING:
    from toolmind.environments.mcp_connection import McpConnection


class McpProvider(EnvironmentProvider):
    """Calls are made of a live MCP server: a command line for stdio, or an http(s) address.

    Each dialogue has a session of its own, and of a command its own process, unless they are
    `shared` (one in which nothing was written is given to the next). With `folder` it is started
    in a copy of that folder, of which ``{folder}`` in `server` is the path; in what is said that
    path reads `shown_as`, so that data does not hang on the machine. `anew` says that a new process
    keeps nothing and writes nowhere else: then calls may be made again in another one, so that the
    end decides, but not while they are recorded.

    Only what a tool's hints, or its name, say to be reading is called, unless `write`, or `allow`
    names the tool; only this machine, unless `allow_remote`. `auth` are HTTP headers with keys, by
    the names of environment variables: ``{header:Authorization: Bearer $TOKEN}``. A text that
    begins with `error_pattern` is an error of a server that does not mark them. `record` is a file
    to which all calls are appended, for `replay`.

    State is what resources hold and what reading calls answer that need no argument, or those that
    `look` names. Values in `known`, by parameter or as
    ``tool.parameter``, are given to them, and told to who writes the
    scenario.

    Raises:
        ConfigError: a setting cannot be, or the SDK is not installed.
    """

    stateful = True

    def __init__(
        self,
        server: str,
        allow: list[str] | None = None,
        write: bool = False,
        allow_remote: bool = False,
        shared: bool = False,
        anew: bool = False,
        auth: dict[str, str] | None = None,
        known: dict[str, JSON] | None = None,
        look: list[LookSetting] | None = None,
        folder: Path | None = None,
        shown_as: str = "/workspace",
        error_pattern: str = "",
        record: Path | None = None,
        timeout: float = 30.0,
    ) -> None:
        remote = server.startswith(("http://", "https://"))
        if remote:
            require_local(server, allow_remote, "environment.server")
        self.permission, self.keys = Permission(allow or [], write), Keys(auth or {})
        if shared and (self.permission.may_write or folder):
            raise ConfigError("environment.shared: what writes needs a session a dialogue")
        if anew and (remote or shared):
            raise ConfigError("environment.anew: only a command of each dialogue's own begins anew")
        if folder and not folder.is_dir():
            raise ConfigError(f"environment.folder: {folder} is no folder")
        self.server, self.folder, self.shown_as = server, folder, shown_as
        self.known, self.timeout = known or {}, checked_timeout(timeout)
        self.errors = _pattern(error_pattern)
        self.begins_anew = anew and record is None
        self.recorder = Recorder(record)
        self.looks: list[Look] = []
        self.sessions = Spares(self._session)
        self._wanted, self._shared = look, shared
        self._one: McpSession | None = None
        self._opening = asyncio.Lock()
        self._tools: dict[str, Tool] = {}
        self._begun: dict[str, JSON] | None = None

    async def open(self) -> None:
        """Open the recording, and see that the server is there and what tools it has.

        Raises:
            ConfigError: it is not, or has no tool that `look` names; the SDK is not installed.
        """
        self.recorder.open()
        try:
            session = await self.begin()
        except SimulationError as error:
            raise ConfigError(f"environment.server: {error.explanation}") from error
        await self.end(session, untouched=True)
        self._tools = {tool.name: tool for tool in map(_tool, session.connection.tools)}
        self.looks = looks(
            self._tools, self._wanted, self.known, lambda tool: tool_effect(tool).reads
        )

    def cannot_answer(self, tools: Iterable[Tool]) -> dict[str, str]:
        """Return the tools that the server does not have, or that may not be called."""
        absent = "the server has no such tool: `toolmind tools import 'mcp:…'`"
        found = {
            tool.id: self.permission.why_not(tool, reads=tool_effect(tool).reads)
            if declared_name(tool) in self._tools
            else absent
            for tool in tools
        }
        return {tool: why for tool, why in found.items() if why}

    async def world(self, tools: Mapping[str, Tool]) -> McpEnvironment:
        """Return the world of one dialogue."""
        return McpEnvironment(tools, self)

    async def starting_state(
        self, tools: Mapping[str, Tool], seed: int, now: datetime
    ) -> dict[str, JSON]:
        """Return what a session tells before anything is asked of it; of copies it is the same.

        Raises:
            SimulationError: the server is not there.
        """
        if self._begun is not None:
            return self._begun
        world = McpEnvironment(tools, self)
        try:
            await world.begin()
            state = await world.state() | ({"known": self.known} if self.known else {})
        finally:
            await world.close()
        if self.folder:
            self._begun = state
        return state

    async def begin(self) -> McpSession:
        """Return a session: the shared one, made anew if its server is gone, or one of its own.

        Raises:
            SimulationError: the server is not there.
        """
        if not self._shared:
            return await self.sessions.take()
        async with self._opening:
            if self._one and not self._one.alive:
                await self._one.close()
                self._one = None
            self._one = self._one or await self._session()
            return self._one

    async def end(self, session: McpSession, *, untouched: bool) -> None:
        """End a session, unless others use it, or may: nothing was written in it."""
        if not self._shared:
            await self.sessions.give_back(session, untouched=untouched)

    async def close(self) -> None:
        """End the sessions that are left and close the recording."""
        self.recorder.close()
        await self.sessions.close()
        if self._one:
            await self._one.close()

    async def _session(self) -> McpSession:
        try:
            from toolmind.environments.mcp_connection import McpConnection
        except ImportError:
            raise ConfigError(
                "environment: MCP servers need the MCP SDK: pip install 'toolmind[mcp]'"
            ) from None
        copy = await Copy.of(self.folder) if self.folder else None
        path = copy.path if copy else None
        target = self.server.replace("{folder}", str(path)) if path else self.server
        try:
            headers = self.keys.at("header")
            connection = await McpConnection.opened(target, self.timeout, headers, path)
        except BaseException:
            if copy:
                await copy.close()
            raise
        return McpSession(connection, copy)


class McpSession(NamedTuple):
    """A session, and the folder in which its server runs, where that is its own."""

    connection: McpConnection
    copy: Copy | None

    @property
    def alive(self) -> bool:
        """Whether the server may still answer."""
        return self.connection.alive

    async def close(self) -> None:
        """End the session and remove the folder."""
        await self.connection.close()
        if self.copy:
            await self.copy.close()


class McpEnvironment(CheckedEnvironment):
    """One dialogue with a server."""

    def __init__(self, tools: Mapping[str, Tool], provider: McpProvider) -> None:
        super().__init__(tools, provider.timeout)
        self._use = provider
        self._seed = 0
        self._session: McpSession | None = None
        self._written = False
        self._unanswered = 0

    async def reset(self, scenario: Scenario) -> None:
        """Begin a session.

        Raises:
            SimulationError: the server is not there.
        """
        await super().reset(scenario)
        self._seed = scenario.seed
        await self.begin()

    async def begin(self) -> None:
        """Begin a session, in a copy of the folder where there is one.

        Raises:
            SimulationError: the server is not there.
        """
        await self.close()
        self._session = await self._use.begin()
        self._written, self._unanswered = False, 0

    async def state(self) -> dict[str, JSON]:
        """Return the server's resources, and what the calls answer that show its state.

        Raises:
            SimulationError: the server is gone.
        """
        assert self._session, "reset comes first"
        texts = await self._session.connection.resources()
        told: dict[str, JSON] = {}
        if texts:
            told["resources"] = {
                self._shown(place): json_or_text(self._shown(text)) for place, text in texts.items()
            }
        for look in self._use.looks:
            result = await self._asked(look.tool, look.arguments)
            if result.status == "ok":
                told[look.name] = json_or_text(result.content)
        return told

    async def close(self) -> None:
        """End the session."""
        if self._session:
            untouched = not (self._written or self._unanswered)
            await self._use.end(self._session, untouched=untouched)
            self._session = None

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        reads = tool_effect(tool).reads
        if refusal := self._use.permission.refusal(tool, reads=reads):
            return refusal
        self._written |= not reads
        self._unanswered += 1  # and stays so, where the answer does not come: who knows
        result = await self._asked(tool, arguments)
        self._unanswered -= 1
        self._use.recorder.note(self._seed, tool.name, arguments, result)
        return result

    async def _asked(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        from mcp import MCPError

        from toolmind.environments.mcp_answer import read_answer

        assert self._session, "reset comes first"
        try:
            answer = await self._session.connection.call(declared_name(tool), self._real(arguments))
        except MCPError as error:
            return failed("refused", self._shown(error.message), rpc_code=error.code)
        result = read_answer(answer, self._use.errors)
        return replace(result, content=self._use.keys.without(self._shown(result.content)))

    def _real(self, value: Any) -> Any:
        """Return arguments with the path of the dialogue's own folder where the shown one is."""
        if not (self._session and self._session.copy):
            return value
        if isinstance(value, dict):
            return {key: self._real(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._real(item) for item in value]
        path = str(self._session.copy.path)
        return value.replace(self._use.shown_as, path) if isinstance(value, str) else value

    def _shown(self, text: str) -> str:
        copy = self._session.copy if self._session else None
        return text.replace(str(copy.path), self._use.shown_as) if copy else text


def _tool(listed: Mapping[str, Any]) -> Tool:
    """Return a tool as the server lists it, as far as its state is seen by it."""
    name, schema, hints = (listed.get(key) for key in ("name", "inputSchema", "annotations"))
    return Tool(
        id=str(name),
        name=str(name),
        parameters=schema if isinstance(schema, dict) else {},
        annotations=hints if isinstance(hints, dict) else {},
    )


def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text) if text else None
    except re.error as error:
        raise ConfigError(f"environment.error_pattern: {error}") from None
