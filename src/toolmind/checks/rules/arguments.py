"""Arguments are a JSON object that is valid under the tool's own schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolmind.checks.base import CheckContext, Finding, RuleCheck, read_arguments
from toolmind.checks.turns import EachTurn
from toolmind.errors import CheckError, DataError
from toolmind.records import Message, Scenario, Schema, Tool, ToolCall
from toolmind.schema import first_problem, resolve

_OPEN = frozenset(
    "additionalProperties unevaluatedProperties patternProperties propertyNames "
    "allOf anyOf oneOf if dependentSchemas".split()
)


class Arguments(RuleCheck):
    """Arguments that are no JSON, no object, or invalid are a fault of their turn.

    A call of an unknown tool has no schema to be held against: `known_tool` reports it.
    """

    name = "arguments"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield at most one finding per call.

        Raises:
            CheckError: a tool's own schema is broken, so that its calls cannot be judged.
        """
        for message in context.trajectory.messages:
            yield from _invalid_calls(message, context.tools)

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> EachTurn:
        """Return what holds calls against their schemas as they are made."""
        return EachTurn(lambda turn: _invalid_calls(turn, tools))


def _invalid_calls(message: Message, tools: Mapping[str, Tool]) -> Iterator[Finding]:
    for call in message.tool_calls:
        tool = tools.get(call.name)
        if tool is None:
            continue
        try:
            fault = argument_fault(call, tool)
        except DataError as error:
            raise CheckError("broken_schema", f"{tool.name}: {error}") from error
        if fault is not None:
            code, text = fault
            yield Finding(code, f"{call.name}: {text}", message.id, (message.id,))


def argument_fault(call: ToolCall, tool: Tool) -> tuple[str, str] | None:
    """Return what is wrong with a call's arguments as (code, explanation), or None.

    Codes: `unparsable`, `not_an_object`, `invalid`, and `undeclared` for a parameter that the
    schema neither declares nor invites (valid JSON Schema, yet no tool would know it).

    Raises:
        DataError: the tool's schema is not a JSON Schema.
    """
    try:
        arguments = read_arguments(call)
    except ValueError as error:
        code = "not_an_object" if "not an object" in str(error) else "unparsable"
        return code, str(error)
    invalid = first_problem(tool.parameters, arguments)
    if invalid is not None:
        return "invalid", str(invalid)
    extra = undeclared(tool.parameters, arguments)
    if extra:
        known = ", ".join(tool.parameters.get("properties", {})) or "none"
        return "undeclared", f"no parameter {', '.join(extra)} (declared: {known})"
    return None


def undeclared(schema: Schema, arguments: dict[str, object]) -> list[str]:
    """Return the top-level arguments that the schema neither declares nor leaves open.

    A schema that is composed of others, or says itself what further properties may be, is open.
    """
    schema = resolve(schema, schema)
    if not schema.keys().isdisjoint(_OPEN):
        return []
    return [name for name in arguments if name not in schema.get("properties", {})]
