from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolmind.tools.constraints import ConstraintCount
from toolmind.tools.lint import Finding, lint
from toolmind.tools.sources.functions import FunctionsSource
from toolmind.tools.sources.openapi import OpenApiSource

GOOD = {
    "id": "a",
    "name": "get",
    "description": "Get it.",
    "licence": "MIT",
    "returns": {"type": "object", "properties": {"x": {"type": "string"}}},
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "description": "Where."}},
    },
}


async def findings(tmp_path: Path, *rows: Any) -> list[Finding]:
    path = tmp_path / "t.jsonl"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows))
    return [finding async for finding in lint(FunctionsSource(path))]


async def test_a_good_tool_has_no_findings(tmp_path: Path) -> None:
    assert await findings(tmp_path, GOOD) == []


async def test_each_finding_has_its_place_and_severity(tmp_path: Path) -> None:
    many = {f"p{i}": {"type": "string", "description": "."} for i in range(41)}
    found = await findings(
        tmp_path,
        GOOD,
        {**GOOD, "id": "b"},
        {**GOOD, "name": "other"},
        {**GOOD, "id": "c", "name": "a b"},
        {**GOOD, "id": "d", "name": "d", "parameters": {"city": {"type": "str"}}},
        {**GOOD, "id": "e", "name": "e", "parameters": {"type": "array"}},
        "{",
        {**GOOD, "id": "f", "name": "f", "parameters": {"type": "object", "properties": many}},
        {**GOOD, "id": "g", "name": "g", "description": "", "licence": "", "returns": None},
        {**GOOD, "id": "h", "name": "h", "parameters": {**GOOD["parameters"], "required": ["z"]}},  # type: ignore[dict-item]
    )
    got = {(f.row, f.severity, f.rule) for f in found}
    assert got == {
        (2, "error", "duplicate-name"),
        (3, "error", "duplicate-id"),
        (4, "error", "safe-name"),
        (5, "error", "property-map"),
        (5, "error", "type-name"),
        (5, "warning", "parameter-without-description"),
        (6, "error", "parameters-not-object"),
        (7, "error", "not-json"),
        (8, "warning", "many-parameters"),
        (9, "warning", "no-description"),
        (9, "note", "no-licence"),
        (9, "note", "no-returns"),
        (10, "warning", "required-form"),
    }
    text = next(str(f) for f in found if f.rule == "type-name")
    place = f"{tmp_path / 't.jsonl'}:5: error: d /parameters/properties/city"
    assert text == f"{place}: {{'type': 'str'}} → {{'type': 'string'}} [type-name]"


async def test_what_is_right_in_the_sources_own_language_is_a_note(tmp_path: Path) -> None:
    def field(**schema: Any) -> dict[str, Any]:
        return {"name": f"p{len(schema)}", "in": "query", "description": ".", "schema": schema}

    fields = [
        field(type="string", nullable=True),
        field(type="number", minimum=0, exclusiveMinimum=True),
        field(type="string", example="x", minLength=1, maxLength=2),
    ]
    paths = {"/a": {"get": {"operationId": "a/list", "description": ".", "parameters": fields}}}
    path = tmp_path / "api.json"
    path.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "A"}, "paths": paths}))
    count = ConstraintCount()
    found = [one async for one in lint(OpenApiSource(str(path)), count)]
    assert {one.rule for one in found} >= {"safe-name", "nullable", "example", "exclusive-bound"}
    assert {one.severity for one in found} == {"note"}
    assert (count.read, count.kept, count.lost) == (3, 3, {})


@pytest.mark.parametrize(
    ("field", "rule", "severity"),
    [
        ({"type": "object", "properties": {"a b": {}}}, "property-key", "error"),
        ({"type": "array"}, "array-items", "error"),
        ({"type": "string", "pattern": "/^a$/"}, "pattern-dialect", "warning"),
        ({"type": "string", "enum": ["", "a"]}, "empty-choice", "error"),
        ({"type": "integer", "minimum": "1"}, "number-string", "error"),
        ({"type": "integer", "default": "1"}, "number-string", "warning"),
        ({"oneOf": [{"type": "string"}, {"type": "string"}]}, "overlapping-branches", "warning"),
        ({"type": "string", "enum": ["now"], "format": "date"}, "choice-limit", "warning"),
        ({"type": "string", "enum": ["now"], "format": "date"}, "constraint-lost", "warning"),
        ({"type": "string", "pattern": "("}, "invalid-keyword", "error"),
    ],
)
async def test_what_endpoints_and_validators_refuse(
    tmp_path: Path, field: Any, rule: str, severity: str
) -> None:
    parameters = {"type": "object", "properties": {"x": {**field, "description": "."}}}
    found = await findings(tmp_path, {**GOOD, "parameters": parameters})
    assert {one.severity for one in found if one.rule == rule} == {severity}


async def test_a_long_description(tmp_path: Path) -> None:
    assert await findings(tmp_path, {**GOOD, "description": "x" * 1024}) == []
    (found,) = await findings(tmp_path, {**GOOD, "description": "x" * 1025})
    assert (found.rule, found.message) == ("long-description", "1,025 characters")


async def test_constraints_are_counted_in_and_out(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    fields = {
        "a": {"type": "integer", "minimum": 1, "maximum": "x"},
        "b": {"type": "string", "description": "One of 'x', 'y'.", "format": "date", "enum": ["z"]},
        "c": {"type": "integer", "description": "Defaults to 5."},
    }
    function = {"name": "f", "parameters": {"type": "object", "properties": fields}}
    path.write_text(json.dumps(function))
    count = ConstraintCount()
    async for _ in lint(FunctionsSource(path), count):
        pass
    assert (count.read, count.kept) == (4, 3)  # c has its default from the description
    assert count.lost == {"invalid-keyword": 1, "choice-limit": 1}
