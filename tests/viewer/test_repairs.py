"""What an import repaired of a tool."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.tools.importer import ImportOptions, import_tools
from toolmind.tools.sources.choose import choose_source
from toolmind.viewer.repairs import repairs_of


def test_they_are_those_that_an_import_wrote(tmp_path: Path) -> None:
    parameters = {"type": "dict", "properties": {"city": {"type": "str"}}, "required": ["city"]}
    names = ("get_weather", "get_weather_twice")
    rows = [{"name": name, "description": name, "parameters": parameters} for name in names]
    (tmp_path / "tools.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ImportOptions(merge=False, changes=str(tmp_path / "changes.jsonl"))
    source = choose_source(str(tmp_path / "tools.jsonl"))
    asyncio.run(import_tools([source], tmp_path / "pool.jsonl", options=options))
    ids = [json.loads(line)["id"] for line in (tmp_path / "pool.jsonl").read_text().splitlines()]
    found = repairs_of(tmp_path / "changes.jsonl", [ids[0]])
    assert found and {"rule", "path", "before", "after"} == found[0].keys()
    assert any("str" in json.dumps(one["before"]) for one in found)
    assert len(repairs_of(tmp_path / "changes.jsonl", ids)) == 2 * len(found)
    assert repairs_of(tmp_path / "changes.jsonl", ["another"]) == []


def test_what_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        repairs_of(tmp_path / "none.jsonl", ["a"])
    (tmp_path / "x.jsonl").write_text('{"id": "b"}\n["a"]\n')
    with pytest.raises(DataError, match=r"x\.jsonl.*2"):
        repairs_of(tmp_path / "x.jsonl", ["a"])
