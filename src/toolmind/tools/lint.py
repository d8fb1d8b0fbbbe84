"""A linter for files of functions: every repair that an import would make, and what it cannot.

Errors are what endpoints or validators refuse as it stands; warnings are what misleads a model;
notes are what is merely missing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any, Literal

from toolmind.records import Record, Tool
from toolmind.tools.names import is_safe
from toolmind.tools.repair import Change, Unrepairable, repair_function
from toolmind.tools.sources.base import RawTool, SetAside, Source
from toolmind.tools.usable import schema_problem

Severity = Literal["error", "warning", "note"]

MANY_PARAMETERS = 40
"""Parameters of one tool from which models lose their way (ours)."""

_NOTES = {"example", "default-in-prose", "enum-in-prose", "type-in-prose", "dialect", "identity"}
_WARNINGS = {"type-missing", "definitions", "enum-form", "required-flag", "boolean-string"}
_WARNINGS |= {"number-string", "text-field", "nullable", "required-form"}

LINT_RULES = {
    "duplicate-id": "two tools with one id",
    "duplicate-name": "two tools with one name",
    "no-description": "a tool without a description",
    "parameter-without-description": "a top-level parameter without a description",
    "parameter-without-type": "a top-level parameter that does not say its type",
    "many-parameters": f"more than {MANY_PARAMETERS} parameters",
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


async def lint(source: Source) -> AsyncGenerator[Finding]:
    """Yield the findings of a source, function by function.

    Raises:
        DataError: the source as a whole cannot be used.
    """
    known: dict[tuple[str, str], int | None] = {}
    async with aclosing(source.read()) as items:
        async for found in items:
            for finding in _of_item(found, known):
                yield finding


def _of_item(
    found: RawTool | SetAside, known: dict[tuple[str, str], int | None]
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
    yield from _of_tool(found, tool, changes)
    for rule, value in (("duplicate-id", tool.id), ("duplicate-name", tool.name)):
        if (rule, value) in known:
            row = known[rule, value]
            place = "before" if row is None else f"in row {row}"
            yield _finding(found, tool.name, "", rule, f"{value!r} occurs {place} too")
        known.setdefault((rule, value), found.row)


def _of_tool(raw: RawTool, tool: Tool, changes: list[Change]) -> Iterator[Finding]:
    for change in changes:
        yield _finding(raw, tool.name, change.path, change.rule, _in_words(change))
    if not tool.description.strip():
        yield _finding(raw, tool.name, "/description", "no-description", "no description")
    fields = tool.parameters.get("properties", {})
    for name, field in fields.items():
        path = f"/parameters/properties/{name}"
        if isinstance(field, dict) and not field.get("description"):
            rule = "parameter-without-description"
            yield _finding(raw, tool.name, path, rule, "no description")
        if isinstance(field, dict) and not field.keys() & {
            "type",
            "$ref",
            "anyOf",
            "oneOf",
            "enum",
        }:
            yield _finding(raw, tool.name, path, "parameter-without-type", "no type")
    if len(fields) > MANY_PARAMETERS:
        yield _finding(
            raw, tool.name, "/parameters", "many-parameters", f"{len(fields)} parameters"
        )
    if tool.returns is None:
        yield _finding(raw, tool.name, "/returns", "no-returns", "the result is not declared")
    if not tool.licence:
        yield _finding(raw, tool.name, "/licence", "no-licence", "no licence is named")


def _severity(rule: str, raw: RawTool) -> Severity:
    if rule in _NOTES or rule in ("no-returns", "no-licence"):
        return "note"
    if rule in _WARNINGS:
        return "warning" if _stands_as_it_is(raw.value) else "error"
    if rule in LINT_RULES and not rule.startswith("duplicate"):
        return "warning"
    return "error"


def _stands_as_it_is(value: Any) -> bool:
    """Say whether an endpoint would take the function unrepaired."""
    if not isinstance(value, dict) or not is_safe(str(value.get("name"))):
        return False
    returns = value.get("returns")
    return schema_problem(value.get("parameters"), needs_object=True) is None and (
        returns is None or schema_problem(returns) is None
    )


def _finding(raw: RawTool, tool: str, path: str, rule: str, message: str) -> Finding:
    return Finding(
        file=raw.file,
        row=raw.row,
        tool=tool,
        path=path,
        rule=rule,
        severity=_severity(rule, raw),
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
