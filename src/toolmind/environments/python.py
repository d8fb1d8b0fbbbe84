"""The Python environment: functions, synchronous or not, answer the calls."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from types import ModuleType
from typing import Any

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.checked import CheckedEnvironment, checked_timeout
from toolmind.environments.python_values import (
    BadArgument,
    make_world,
    to_json,
    typed_arguments,
    world_state,
)
from toolmind.environments.results import failed
from toolmind.errors import ConfigError, DataError, SimulationError
from toolmind.plugins import import_object
from toolmind.records import JSON, Scenario, Tool
from toolmind.tools.sources.python import load_module

Function = Callable[..., Any]
Factory = Callable[..., object]
_ANY_TIME = datetime(2026, 1, 5, 9)  # for a world that is made to see whether it can be


class PythonProvider(EnvironmentProvider):
    """Worlds that are objects of a user's class: `functions` names it as ``module:Class``.

    Each dialogue gets an object of its own; its methods are the tools, by name. A function that
    makes such objects may be named instead. What takes a `seed` gets that of the scenario, so that
    a seed gives the same world; what takes `now` the date and time at which the dialogue begins;
    what takes a `state` gets the scenario's initial one, or None. A
    module alone (``module`` or ``file.py``) stands for its functions, which have no state.
    Values in `known`, by parameter or as ``tool.parameter``, are told to who writes the scenario.
    An object is taken to hold all that its methods change, so that calls may be made again in
    another one and the end decides: of what writes elsewhere (a database, a live service) `anew` is
    false. `timeout` is the time in seconds after which a call counts as timed out (default ours).

    Raises:
        ConfigError: there is no such class, function or module.
    """

    def __init__(
        self,
        functions: str,
        known: dict[str, JSON] | None = None,
        anew: bool = True,
        timeout: float = 30.0,
    ) -> None:
        self._name, self._timeout, self.known = functions, checked_timeout(timeout), known or {}
        found = _found(functions)
        self.stateful = not isinstance(found, ModuleType)
        self.begins_anew = self.stateful and anew
        self._factory: Factory = (lambda: found) if isinstance(found, ModuleType) else found
        if not callable(self._factory):
            raise ConfigError(
                f"environment.functions: {functions!r} is neither a class nor a function that makes"
                " objects of one"
            )

    def cannot_answer(self, tools: Iterable[Tool]) -> dict[str, str]:
        """Return the tools for which a new object has no method.

        Raises:
            ConfigError: no object can be made.
        """
        try:
            world = make_world(self._factory, seed=0, now=_ANY_TIME)
        except Exception as error:  # whatever a user's constructor does
            raise ConfigError(f"environment.functions: {_unmade(self._name, error)}") from error
        return {
            tool.id: f"{self._name} has no method {tool.name!r}; import its tools with"
            f" `toolmind tools import python:{self._name} --out FILE`"
            for tool in tools
            if not callable(getattr(world, tool.name, None))
        }

    async def world(self, tools: Mapping[str, Tool]) -> PythonEnvironment:
        """Return the world of one dialogue."""
        return PythonEnvironment(tools, factory=self._factory, timeout=self._timeout)

    async def starting_state(
        self, tools: Mapping[str, Tool], seed: int, now: datetime
    ) -> dict[str, JSON]:
        """Return the state of a world of this seed that nobody has touched.

        Raises:
            SimulationError: the world cannot be made.
        """
        known: dict[str, JSON] = {"known": dict(self.known)} if self.known else {}
        if not self.stateful:
            return known
        world = _made(self._factory, seed, now)
        try:
            return world_state(world) | known
        finally:
            await _closed(world, tools)


class PythonEnvironment(CheckedEnvironment):
    """Calls one function per tool, by name, with the arguments as keywords.

    A function that is not a coroutine runs in a worker thread, those of one world one after the
    other, in the order of the calls: they share what they change. An exception becomes an error
    result with code ``exception`` and its type; a function that takes longer than `timeout`
    seconds becomes one with code ``timeout`` (a thread cannot be stopped: it runs on unheard). A
    result that is an object with nothing but an ``error`` is one, with code ``error``.

    Arguments are what the function's type hints ask for (`typed_arguments`).

    State: with `factory`, its result holds the functions as methods and is made anew for each
    dialogue, so that dialogues do not see each other; its public attributes are the state.
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        functions: Mapping[str, Function] | None = None,
        *,
        factory: Factory | None = None,
        timeout: float = 30.0,
    ) -> None:
        if (functions is None) == (factory is None):
            raise ValueError("give either functions or a factory")
        super().__init__(tools, timeout)
        self._functions = dict(functions or {})
        self._factory = factory
        self._instance: object | None = None
        self._turn = asyncio.Lock()
        if functions is not None:
            self._refuse_missing()

    async def reset(self, scenario: Scenario) -> None:
        """Make the functions' world anew, where there is a factory.

        Raises:
            SimulationError: the world cannot be made, or a tool has no function in it.
        """
        await super().reset(scenario)
        if self._factory:
            begun = {k: v for k, v in scenario.initial_state.items() if k != "known"}
            self._instance = _made(
                self._factory, scenario.seed, datetime.fromisoformat(scenario.clock), begun
            )
            found = {name: getattr(self._instance, name, None) for name in self._tools}
            self._functions = {name: f for name, f in found.items() if callable(f)}
            self._refuse_missing()

    async def state(self) -> dict[str, JSON]:
        """Return the public attributes of the functions' world that JSON can hold."""
        return {} if isinstance(self._instance, ModuleType) else world_state(self._instance)

    async def close(self) -> None:
        """Close the functions' world, where it can be closed."""
        await _closed(self._instance, self._tools)

    async def _answer(self, tool: Tool, arguments: dict[str, Any]) -> ToolResult:
        function = self._functions[tool.name]
        try:
            arguments = typed_arguments(function, arguments)
        except BadArgument as error:
            return failed("invalid_argument", f"{error.problem}.", argument=error.path)
        try:
            if inspect.iscoroutinefunction(function):
                return _result(tool, await function(**arguments))
            async with self._turn:
                return _result(tool, await _in_thread(function, arguments))
        except Exception as error:
            kind = type(error).__name__
            return failed("exception", str(error) or kind, type=kind)

    def _refuse_missing(self) -> None:
        missing = [name for name in self._tools if name not in self._functions]
        if missing:
            names = ", ".join(sorted(missing))
            raise SimulationError("tool.no_function", f"no Python function for tool(s): {names}")


def _found(name: str) -> Any:
    """Return what a setting names: a module, or something in it.

    Raises:
        ConfigError: there is no such thing.
    """
    location, _, wanted = name.partition(":")
    if wanted and not location.endswith(".py"):
        return import_object(name, "environment.functions")
    try:
        module = load_module(location)
        return getattr(module, wanted) if wanted else module
    except (DataError, AttributeError) as error:
        raise ConfigError(f"environment.functions: cannot load {name!r}: {error}") from error


def _made(
    factory: Factory, seed: int, now: datetime, state: dict[str, JSON] | None = None
) -> object:
    try:
        return make_world(factory, seed, now, deepcopy(state) or None)
    except Exception as error:  # whatever a user's constructor does
        name = getattr(factory, "__qualname__", str(factory))
        raise SimulationError("tool.no_world", _unmade(name, error)) from error


async def _closed(world: object, tools: Mapping[str, Tool]) -> None:
    close = getattr(world, "close", None)
    if not callable(close) or "close" in tools or isinstance(world, ModuleType):
        return
    if inspect.iscoroutinefunction(close):
        await close()
    else:
        await _in_thread(close, {})


async def _in_thread(function: Function, arguments: dict[str, Any]) -> Any:
    value = await asyncio.to_thread(_called, function, arguments)
    return await value if inspect.isawaitable(value) else value


def _called(function: Function, arguments: dict[str, Any]) -> Any:
    """Call a function in a worker thread, which a StopIteration cannot leave: no future takes it.

    Python says the same of a coroutine that raises one (PEP 479).
    """
    try:
        return function(**arguments)
    except StopIteration as error:
        raise RuntimeError("function raised StopIteration") from error


def _result(tool: Tool, value: Any) -> ToolResult:
    text = to_json(value)
    if text is None:
        kind = type(value).__name__
        return failed("not_json", f"{tool.name} returned a {kind} that JSON cannot hold.")
    if isinstance(value, Mapping) and value.keys() == {"error"} and value["error"]:
        return ToolResult(content=text, status="error", code="error")
    return ToolResult(content=text)


def _unmade(name: str, error: Exception) -> str:
    return (
        f"{name} cannot be made: {type(error).__name__}: {error}. It is called with nothing but a"
        " `seed` and a `state`, if it takes them"
    )
