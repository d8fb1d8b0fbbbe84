"""Faults of form: calls and results that do not pair, arguments that the schema refuses."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from toolmind.checks.faults.base import (
    CallFault,
    Good,
    Group,
    Planted,
    properties,
    put,
    read,
    shuffled,
    with_arguments,
    without,
)
from toolmind.records import ToolCall


class UnansweredCall:
    """A call whose result is not there."""

    name = "unanswered_call"
    group: Group = "structure"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Take one result away."""
        places = [at for at, m in enumerate(good.messages) if m.tool_calls and good.results(at)]
        if not places:
            return None
        at = rng.choice(places)
        return without(good, {rng.choice(good.results(at))}, at)


class StrayResult:
    """A result for a call that nobody made."""

    name = "stray_result"
    group: Group = "structure"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Give one result the id of no call."""
        places = [at for at, m in enumerate(good.messages) if m.tool_calls and good.results(at)]
        if not places:
            return None
        at = rng.choice(places)
        place = rng.choice(good.results(at))
        stray = replace(good.messages[place], tool_call_id=f"stray-{rng.randrange(10**6)}")
        return Planted(put(good, place, stray).messages, at)


class EmptyAnswer:
    """An answer without a word."""

    name = "empty_answer"
    group: Group = "structure"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Empty one answer."""
        places = list(good.answers())
        if not places:
            return None
        at = rng.choice(places)
        return put(good, at, replace(good.messages[at], content=""))


class CutShort:
    """A dialogue that ends with results that nobody tells."""

    name = "cut_short"
    group: Group = "structure"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Cut the dialogue off after the results of one turn."""
        places = [at for at, m in enumerate(good.messages) if m.tool_calls and good.results(at)]
        if not places:
            return None
        at = rng.choice(places)
        return Planted(good.messages[: good.results(at).stop], at)


class UnknownTool(CallFault):
    """A call of a tool that nobody showed."""

    name = "unknown_tool"

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Give the tool a name that none has."""
        return replace(call, name=f"{call.name}_{rng.choice(('v2', 'new', 'info', 'async'))}")


class BrokenArguments(CallFault):
    """Arguments that are no JSON."""

    name = "broken_arguments"

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Cut the text of the arguments short."""
        return replace(call, arguments=call.arguments[:-1]) if read(call) else None


class DroppedArgument(CallFault):
    """A call without an argument that its tool requires."""

    name = "dropped_argument"

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Leave one required argument out."""
        required = good.tools[call.name].parameters.get("required") or ()
        arguments = read(call)
        for name in shuffled(required, rng):
            if name in arguments:
                return with_arguments(call, {k: v for k, v in arguments.items() if k != name})
        return None


class UndeclaredArgument(CallFault):
    """A call with an argument that its tool does not have."""

    name = "undeclared_argument"

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Give one argument another name as well."""
        for name, value in shuffled(read(call).items(), rng):
            other = f"{name}_{rng.choice(('value', 'filter', 'override'))}"
            if other not in properties(call, good):
                return with_arguments(call, {**read(call), other: value})
        return None


class WrongType(CallFault):
    """An argument of a type that its schema refuses."""

    name = "wrong_type"

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Put one value whose type is declared into an object."""
        declared, arguments = properties(call, good), read(call)
        for name, value in shuffled(arguments.items(), rng):
            schema = declared.get(name)
            kind = schema.get("type") if isinstance(schema, dict) else None
            if kind in ("string", "integer", "number", "boolean"):
                return with_arguments(call, {**arguments, name: {"value": value}})
        return None
