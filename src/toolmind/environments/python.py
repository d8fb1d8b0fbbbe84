"""The Python environment: functions, synchronous or not, answer the calls."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import orjson

from toolmind.environments.base import EnvironmentProvider, ToolResult
from toolmind.environments.python_values import BadArgument, make_world, to_json, typed_arguments
from toolmind.environments.results import check_call, failed
from toolmind.environments.staging import Staging
from toolmind.errors import ConfigError, SimulationError
from toolmind.plugins import import_object
from toolmind.records import JSON, Scenario, Tool, ToolCall

Function = Callable[..., Any]


class PythonProvider(EnvironmentProvider):
    """Worlds that are objects of a user's class: `functions` names it as ``module:Class``.

    Each dialogue gets an object of its own; its methods are the tools, by name. A function that
    makes such objects may be named instead. What takes a `seed` gets that of the scenario, so that
    a seed gives the same world. `timeout` is the time in seconds after which a call counts as timed
    out (default ours).

    Raises:
        ConfigError: there is no such class or function.
    """

    stateful: ClassVar[bool] = True

    def __init__(self, functions: str, timeout: float = 30.0) -> None:
        self._factory = import_object(functions, "environment.functions")
        if not callable(self._factory):
            raise ConfigError(
                f"environment.functions: {functions!r} is neither a class nor a function that makes"
                " objects of one"
            )
        self._name = functions
        if timeout <= 0:
            raise ConfigError("environment.timeout: give a number of seconds above 0")
        self._timeout = timeout

    def cannot_answer(self, tools: Iterable[Tool]) -> dict[str, str]:
        """Return the tools for which a new object has no method.

        Raises:
            ConfigError: no object can be made.
        """
        try:
            world = make_world(self._factory, seed=0)
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


class PythonEnvironment:
    """Calls one function per tool, by name, with the arguments as keywords.

    A function that is not a coroutine runs in a worker thread. An exception becomes an error
    result with code ``exception`` and its type; a function that takes longer than `timeout`
    seconds becomes one with code ``timeout`` (a thread cannot be stopped: it runs on unheard).

    Arguments are what the function's type hints ask for (`typed_arguments`).

    State: with `factory`, its result holds the functions as methods and is made anew for each
    dialogue, so that dialogues do not see each other; its public attributes are the state.
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        functions: Mapping[str, Function] | None = None,
        *,
        factory: Callable[..., object] | None = None,
        timeout: float = 30.0,
    ) -> None:
        if (functions is None) == (factory is None):
            raise ValueError("give either functions or a factory")
        self._tools = dict(tools)
        self._functions = dict(functions or {})
        self._factory = factory
        self._instance: object | None = None
        self._timeout = timeout
        self._staging: Staging | None = None
        if functions is not None:
            self._refuse_missing()

    async def reset(self, scenario: Scenario) -> None:
        """Make the functions' world anew, where there is a factory.

        Raises:
            SimulationError: the world cannot be made, or a tool has no function in it.
        """
        self._staging = Staging(scenario, self._tools)
        if self._factory:
            self._instance = self._made(scenario.seed)
            found = {name: getattr(self._instance, name, None) for name in self._tools}
            self._functions = {name: f for name, f in found.items() if callable(f)}
            self._refuse_missing()

    async def call(self, call: ToolCall) -> ToolResult:
        """Call the function; whatever goes wrong in it is an error result."""
        checked = check_call(self._tools, call)
        if isinstance(checked, ToolResult):
            return checked
        tool, arguments = checked
        if self._staging and (failure := self._staging.failure(tool)):
            return failure
        function = self._functions[tool.name]
        try:
            arguments = typed_arguments(function, arguments)
        except BadArgument as error:
            return failed("invalid_argument", f"{error.problem}.", argument=error.path)
        limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                value = await _run(function, arguments)
        except Exception as error:
            if limit.expired():
                text = f"{tool.name} did not answer within {self._timeout:g} seconds."
                return failed("timeout", text)
            kind = type(error).__name__
            return failed("exception", str(error) or kind, type=kind)
        return _result(tool, value)

    async def state(self) -> dict[str, JSON]:
        """Return the public attributes of the functions' world that JSON can hold."""
        found = vars(self._instance) if hasattr(self._instance, "__dict__") else {}
        return {
            name: orjson.loads(text)
            for name, value in found.items()
            if not name.startswith("_") and (text := to_json(value)) is not None
        }

    async def close(self) -> None:
        """Close the functions' world, where it can be closed."""
        close = getattr(self._instance, "close", None)
        if callable(close) and "close" not in self._tools:
            await _run(close, {})

    def _made(self, seed: int) -> object:
        assert self._factory is not None
        try:
            return make_world(self._factory, seed)
        except Exception as error:  # whatever a user's constructor does
            name = getattr(self._factory, "__qualname__", str(self._factory))
            raise SimulationError("tool.no_world", _unmade(name, error)) from error

    def _refuse_missing(self) -> None:
        missing = [name for name in self._tools if name not in self._functions]
        if missing:
            names = ", ".join(sorted(missing))
            raise SimulationError("tool.no_function", f"no Python function for tool(s): {names}")


async def _run(function: Function, arguments: dict[str, Any]) -> Any:
    if inspect.iscoroutinefunction(function):
        return await function(**arguments)
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
    return ToolResult(content=text)


def _unmade(name: str, error: Exception) -> str:
    return (
        f"{name} cannot be made: {type(error).__name__}: {error}. It is called with nothing but a"
        " `seed`, if it takes one"
    )
