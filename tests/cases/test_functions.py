"""Files of functions as public reports have them: the folder of each case holds its input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from toolmind.records import Tool
from toolmind.schema import check
from toolmind.tools.importer import import_tools
from toolmind.tools.lint import Finding, lint
from toolmind.tools.pool import read_pool
from toolmind.tools.sources.choose import choose_source

CASES = Path(__file__).parent


async def imported(tmp_path: Path, source: str) -> list[Tool]:
    pool = tmp_path / "pool.jsonl"
    report = await import_tools([choose_source(source)], pool)
    assert report.adds_up()
    return list(read_pool([pool], strict=True))


async def findings(source: str) -> set[tuple[str, str, str]]:
    found: list[Finding] = [one async for one in lint(choose_source(source))]
    return {(one.severity, one.rule, one.path) for one in found}


def path(case: str, name: str = "tools.json") -> str:
    return str(CASES / case / name)


def fields(tool: Tool) -> dict[str, Any]:
    return dict(tool.parameters["properties"])


async def test_a01_an_array_without_items(tmp_path: Path) -> None:
    (tool,) = await imported(tmp_path, path("A01"))
    assert fields(tool)["trajectoryIds"]["items"] == {}
    assert fields(tool)["depth"]["anyOf"] == [{"type": "object"}, {"type": "array", "items": {}}]
    places = {
        where for severity, rule, where in await findings(path("A01")) if rule == "array-items"
    }
    assert places == {
        "/parameters/properties/trajectoryIds",
        "/parameters/properties/embedding",
        "/parameters/properties/depth/anyOf/1",
    }


async def test_a02_a_union_at_the_root(tmp_path: Path) -> None:
    issue, memory = await imported(tmp_path, path("A02"))
    assert issue.parameters["required"] == ["project", "identifier"]
    assert "title; priority" in issue.parameters["description"]
    assert fields(memory)["command"]["enum"] == ["create", "delete"]
    assert list(fields(memory)) == ["command", "text", "id"]
    assert memory.parameters["required"] == ["command"]
    assert not {"anyOf", "oneOf"} & {*issue.parameters, *memory.parameters}
    assert ("error", "root-union", "/parameters") in await findings(path("A02"))


async def test_a03_property_keys_that_endpoints_refuse() -> None:
    named = {one for one in await findings(path("A03")) if one[1] == "property-key"}
    assert {where.rpartition("/")[2] for _, _, where in named} == {
        "filter[bundleId]",
        "exists[parent]",
        "rule_name[]",
        "$select",
        "Account Number",
    }
    assert {severity for severity, _, _ in named} == {"error"}


async def test_a05_names_keep_what_tells_them_apart(tmp_path: Path) -> None:
    weather, stock, first, second = await imported(tmp_path, path("A05"))
    assert weather.name != stock.name and "tianqi" in weather.name.lower()
    assert first.name.endswith("search_all_documents_v1") and len(first.name) <= 64
    assert second.name.endswith("search_all_documents_v2") and first.name != second.name


async def test_a06_a_description_that_endpoints_refuse() -> None:
    assert ("warning", "long-description", "/description") in await findings(path("A06"))


@pytest.mark.parametrize("file", ["pool.jsonl", "pool2.jsonl"])
async def test_a31_schemas_that_contradict_themselves(tmp_path: Path, file: str) -> None:
    tools = {tool.name: tool for tool in await imported(tmp_path, path("A31", file))}
    if "check_agent" in tools:
        returns = tools["check_agent"].returns
        assert returns is not None and "anyOf" in returns["properties"]["agent"]
        assert check(returns)({"agent": {"id": "a", "name": "b"}})
    else:
        field = fields(tools["send_now"])["send_at"]
        assert field == {"type": "string", "enum": ["now"], "description": "When."}


async def test_b08_parameters_called_like_keywords(tmp_path: Path) -> None:
    giveaways, split, ping, find = await imported(tmp_path, f"xlam:{path('B08', 'xlam.json')}")
    assert fields(giveaways)["type"]["type"] == "string"
    names = ["lst", "pairs", "f", "seed", "opts", "required", "properties"]
    assert list(fields(split)) == names
    assert fields(split)["properties"]["items"] == {"type": "string"}
    assert fields(split)["required"]["type"] == "boolean"
    assert fields(ping) == {}
    assert list(fields(find)) == ["properties", "limit"]
