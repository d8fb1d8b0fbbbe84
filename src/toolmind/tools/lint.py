"""A linter for files of functions: every repair that an import would make, and what it cannot.

Errors are what endpoints or validators refuse as it stands; warnings are what misleads a model;
notes are what is merely missing, and what is right in the source's own language but not in JSON
Schema (`nullable` in OpenAPI 3.0).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import Any, Literal

from toolmind.records import Record, Tool
from toolmind.tools.constraints import CUT, ConstraintCount, constraints_lost
from toolmind.tools.names import is_safe_key
from toolmind.tools.repair import Change, Unrepairable, repair_function
from toolmind.tools.sources.base import RawTool, SetAside, Source
from toolmind.tools.subschemas import subschemas
from toolmind.tools.usable import pointer, schema_problem

Severity = Literal["error", "warning", "note"]

MANY_PARAMETERS = 40
"""Parameters of one tool from which models lose their way (ours)."""

MAX_DESCRIPTION = 1024
"""Characters that OpenAI and Azure take of a tool's description."""

_NOTES = frozenset(
    "example default-in-prose enum-in-prose type-in-prose dialect identity no-returns no-licence "
    "schema-cut".split()
)
_WARNINGS = frozenset(
    "type-missing definitions text-field nullable nested-definitions choice-limit "
    "format-limit overlapping-branches pattern-dialect".split()
)
_FORMS = frozenset("enum-form required-flag boolean-string number-string required-form".split())
"""Errors where the meta-schema refuses what was mended, else warnings."""

LINT_RULES = {
    "duplicate-id": "two tools with one id",
    "duplicate-name": "two tools with one name",
    "no-description": "a tool without a description",
    "parameter-without-description": "a top-level parameter without a description",
    "parameter-without-type": "a top-level parameter that does not say its type",
    "many-parameters": f"more than {MANY_PARAMETERS} parameters",
    "property-key": "a parameter's name that endpoints refuse",
    "long-description": f"a description of more than {MAX_DESCRIPTION:,} characters",
    "constraint-lost": "a constraint of the source that no repair could save",
    CUT: "a schema that was too large, or contained itself, and was cut",
    "no-returns": "no declared result",
    "no-licence": "no licence",
}
"""What is looked for beside the repair rules, which are findings too."""


class Finding(Record, frozen=True):
    """One finding: where (file, row, tool, JSON pointer), which rule, how bad, and in words."""

    file: str
    row: int | None
    tool: str
    path: str
    rule: str
    severity: Severity
    message: str

    def __str__(self) -> str:
        place = self.file + (f":{self.row}" if self.row is not None else "")
        where = f" {self.path}" if self.path else ""
        return f"{place}: {self.severity}: {self.tool}{where}: {self.message} [{self.rule}]"


async def lint(
    source: Source, constraints: ConstraintCount | None = None
) -> AsyncGenerator[Finding]:
    """Yield the findings of a source, function by function; count its constraints, in and out.

    Raises:
        DataError: the source as a whole cannot be used.
    """
    known: dict[tuple[str, str], int | None] = {}
    async with aclosing(source.read()) as items:
        async for found in items:
            for finding in _of_item(found, known, constraints or ConstraintCount()):
                yield finding


def _of_item(
    found: RawTool | SetAside,
    known: dict[tuple[str, str], int | None],
    constraints: ConstraintCount,
) -> Iterator[Finding]:
    if isinstance(found, SetAside):
        yield _of_aside(found)
        return
    try:
        tool, changes = repair_function(found.value, found.namespace)
    except Unrepairable as error:
        path = f"/{error.field}" if error.field else ""
        yield _finding(found, _name(found.value), path, error.code, error.explanation)
        return
    constraints.add(tool, changes, found.lost)
    yield from _of_tool(found, tool, changes)
    for rule, value in (("duplicate-id", tool.id), ("duplicate-name", tool.name)):
        if (rule, value) in known:
            row = known[rule, value]
            place = "before" if row is None else f"in row {row}"
            yield _finding(found, tool.name, "", rule, f"{value!r} occurs {place} too")
        known.setdefault((rule, value), found.row)


def _of_tool(raw: RawTool, tool: Tool, changes: list[Change]) -> Iterator[Finding]:
    def find(rule: str, path: str, message: str) -> Finding:
        return _finding(raw, tool.name, path, rule, message)

    for change in changes:
        severity = _severity_of_change(change, raw)
        yield _finding(raw, tool.name, change.path, change.rule, _in_words(change), severity)
        if (lost := constraints_lost(change)) > 0:
            yield find("constraint-lost", change.path, f"{lost} gone by {change.rule}")
    if raw.lost:
        yield find(CUT, "", f"{raw.lost} constraints are in the parts that were cut")
    if not tool.description.strip():
        yield find("no-description", "/description", "no description")
    if (length := len(tool.description)) > MAX_DESCRIPTION:
        yield find("long-description", "/description", f"{length:,} characters")
    yield from _of_parameters(tool, find)
    if tool.returns is None:
        yield find("no-returns", "/returns", "the result is not declared")
    if not tool.licence:
        yield find("no-licence", "/licence", "no licence is named")


def _of_parameters(tool: Tool, find: Callable[[str, str, str], Finding]) -> Iterator[Finding]:
    fields = tool.parameters.get("properties", {})
    for name, field in fields.items():
        if not isinstance(field, dict):
            continue
        path = pointer(["parameters", "properties", name])
        if not field.get("description"):
            yield find("parameter-without-description", path, "no description")
        if not field.keys() & {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}:
            yield find("parameter-without-type", path, "no type")
    for keys in _refused_keys(tool.parameters, ("parameters",)):
        message = f"{keys[-1]!r}: some endpoints take A-Z, a-z, 0-9, `_`, `.` and `-`, 64 at most"
        yield find("property-key", pointer(keys), message)
    if len(fields) > MANY_PARAMETERS:
        yield find("many-parameters", "/parameters", f"{len(fields)} parameters")


def _refused_keys(schema: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of the properties, at every depth, whose names endpoints refuse."""
    if not isinstance(schema, dict):
        return
    for steps, inner in subschemas(schema):
        if steps[0] == "properties" and not is_safe_key(str(steps[1])):
            yield (*path, *steps)
        yield from _refused_keys(inner, (*path, *steps))


def _severity(rule: str) -> Severity:
    if rule in _NOTES:
        return "note"
    is_warning = rule in LINT_RULES and not rule.startswith("duplicate") and rule != "property-key"
    return "warning" if is_warning else "error"


def _severity_of_change(change: Change, raw: RawTool) -> Severity:
    if change.rule in raw.legal or change.rule in _NOTES:
        return "note"
    refused = change.rule in _FORMS and schema_problem(change.before) is not None
    return "warning" if change.rule in _WARNINGS | _FORMS and not refused else "error"


def _finding(
    raw: RawTool, tool: str, path: str, rule: str, message: str, severity: Severity | None = None
) -> Finding:
    return Finding(
        file=raw.file,
        row=raw.row,
        tool=tool,
        path=path,
        rule=rule,
        severity=severity or _severity(rule),
        message=message,
    )


def _of_aside(item: SetAside) -> Finding:
    return Finding(
        file=item.file,
        row=item.row,
        tool=item.name or "?",
        path="",
        rule=item.code,
        severity="error",
        message=item.explanation,
    )


def _in_words(change: Change) -> str:
    return f"{_short(change.before)} → {_short(change.after)}"


def _short(value: Any, limit: int = 80) -> str:
    text = "nothing" if value in (None, {}) else str(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _name(value: Any) -> str:
    name = value.get("name") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name else "?"
