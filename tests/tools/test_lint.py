from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from toolmind.tools.lint import Finding, lint
from toolmind.tools.sources.functions import FunctionsSource

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
