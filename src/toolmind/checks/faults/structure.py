"""Faults of form: calls and results that do not pair, arguments that the schema refuses."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from toolmind.checks.faults.base import (
    AnswerFault,
    CallFault,
    Good,
    Planted,
    ResultFault,
    properties,
    put,
    read,
    shuffled,
    with_arguments,
    without,
)
from toolmind.records import ToolCall


class UnansweredCall(ResultFault):
    """A call whose result is not there."""

    name = "unanswered_call"

    def changed(self, good: Good, at: int, results: range, rng: Random) -> Planted:
        """Take one result away."""
        return without(good, {rng.choice(results)}, at)


class StrayResult(ResultFault):
    """A result for a call that nobody made."""

    name = "stray_result"

    def changed(self, good: Good, at: int, results: range, rng: Random) -> Planted:
        """Give one result the id of no call."""
        place = rng.choice(results)
        stray = replace(good.messages[place], tool_call_id=f"stray-{rng.randrange(10**6)}")
        return Planted(put(good, place, stray).messages, at)


class CutShort(ResultFault):
    """A dialogue that ends with results that nobody tells."""

    name = "cut_short"

    def changed(self, good: Good, at: int, results: range, rng: Random) -> Planted:
        """Cut the dialogue off after the results."""
        return Planted(good.messages[: results.stop], at)


class EmptyAnswer(AnswerFault):
    """An answer without a word."""

    name = "empty_answer"
    group = "structure"

    def changed(self, said: str, rng: Random) -> str:
        """Say nothing."""
        return ""


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
