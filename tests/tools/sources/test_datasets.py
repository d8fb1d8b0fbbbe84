"""Small files in each data set's own row form, written from its description."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dataset_rows import ROWS
from toolmind.datasets.forms import FORMS
from toolmind.errors import ConfigError, DataError
from toolmind.records import Tool
from toolmind.tools.repair import Unrepairable, repair_function
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.datasets import DatasetSource


async def read(source: Any) -> tuple[list[Tool], list[SetAside]]:
    tools, aside = [], []
    async for found in source.read():
        if isinstance(found, RawTool):
            tools.append(repair_function(found.value, found.namespace)[0])
        else:
            aside.append(found)
    return tools, aside


def write(path: Path, rows: list[Any]) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows))
    else:
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


WITHOUT_TOOLS = ("harmony", "api-bank", "tooltalk", "tau2")
"""Forms whose rows do not define their tools, or in no words that are read."""


@pytest.mark.parametrize("form", WITHOUT_TOOLS)
async def test_a_form_that_defines_no_tools_says_so_of_each_row(tmp_path: Path, form: str) -> None:
    rows = write(tmp_path / "d.jsonl", ROWS[form])
    tools, aside = await read(DatasetSource(form, str(rows)))
    assert not tools and len(aside) == len(ROWS[form])
    assert {one.code for one in aside} == {"no-tools-in-row"}


@pytest.mark.parametrize("ending", ["jsonl", "json", "parquet"])
@pytest.mark.parametrize("form", [form for form in FORMS if form not in WITHOUT_TOOLS])
async def test_each_form(tmp_path: Path, form: str, ending: str) -> None:
    rows = ROWS[form] * 3
    if form == "anthropic" and ending == "parquet":  # a column is of texts or of lists, not of both
        rows = [{**row, "messages": json.dumps(row["messages"])} for row in rows]
    tools, aside = await read(DatasetSource(form, str(write(tmp_path / f"d.{ending}", rows))))
    assert not aside
    assert tools[0].name == "get_weather" and tools[0].id == f"{form}.get_weather"
    assert tools[0].source == (FORMS[form].hub or f"d.{ending}")
    assert tools[0].licence == FORMS[form].licence
    assert tools[0].parameters["type"] == "object"
    assert tools[0].parameters["required"] == ["city"]
    assert len(tools) == (2 if form in ("glaive", "button", "toolmind") else 1)


async def test_python_types_become_a_schema(tmp_path: Path) -> None:
    (tool,), _ = await read(DatasetSource("xlam", str(write(tmp_path / "x.jsonl", ROWS["xlam"]))))
    assert tool.parameters["properties"] == {
        "city": {"description": "The city.", "type": "string"},
        "days": {"description": "How many.", "type": "integer", "default": 3},
        "unit": {"description": "Unit.", "type": "string", "default": "c"},
    }


async def test_rows_without_tools_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"tools": "[{]"}\n{"query": 1}\n[1]\n{oops\n{"tools": {"a": 1}}\n')
    tools, aside = await read(DatasetSource("xlam", str(path)))
    assert not tools
    assert [item.row for item in aside] == [1, 2, 3, 4, 5]
    assert {item.code for item in aside} == {"no-tools-in-row"}


async def test_a_broken_definition_costs_itself_alone_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    good = json.dumps({"name": "f", "parameters": {}})
    path.write_text(json.dumps({"messages": [], "tools": [good, '{"name": "g",}', 3, good]}))
    found = [item async for item in DatasetSource("openai", str(path)).read()]
    assert [(item.value, item.row) for item in found[1:] if isinstance(item, RawTool)] == [
        ('{"name": "g",}', 1),
        (3, 1),
    ]
    text = f'Use {good}\n{{"name": "g", "parameters": {{}},}}'
    path.write_text(json.dumps({"system": text, "chat": "USER: hi"}))
    found = [item async for item in DatasetSource("glaive", str(path)).read()]
    with pytest.raises(Unrepairable, match="not-json"):
        repair_function(found[1].value if isinstance(found[1], RawTool) else None)


@pytest.mark.parametrize(
    ("form", "place", "licence", "source", "declared"),
    [
        ("xlam", "", "", "Salesforce/xlam-function-calling-60k", "CC-BY-4.0"),
        ("xlam", "my/x.json", "", "Salesforce/xlam-function-calling-60k", "CC-BY-4.0"),
        ("xlam", "my/x.json", "MIT", "Salesforce/xlam-function-calling-60k", "MIT"),
        ("xlam", "somebody/else", "", "somebody/else", ""),
        ("hermes", "somebody/else", "MIT", "somebody/else", "MIT"),
        ("sharegpt", "my/x.json", "MIT", "x.json", "MIT"),
        ("sharegpt", "my/x.json", "", "x.json", ""),
    ],
)
def test_the_licence_of_a_set_is_never_anothers(
    form: str, place: str, licence: str, source: str, declared: str
) -> None:
    found = DatasetSource(form, place, licence=licence)
    assert (found.source, found.licence) == (source, declared)


async def test_a_folder_is_read_through_datasets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "train.jsonl", ROWS["xlam"] * 2)
    (tool,), aside = await read(DatasetSource("xlam", str(folder)))
    assert tool.id == "xlam.get_weather" and not aside


async def test_bad_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="unknown data set"):
        DatasetSource("nothing")
    with pytest.raises(ConfigError, match="write openai:FILE"):
        DatasetSource("openai")
    (tmp_path / "x.parquet").write_text("no parquet")
    with pytest.raises(DataError, match="Parquet"):
        await read(DatasetSource("xlam", str(tmp_path / "x.parquet")))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ConfigError, match=r"toolmind\[datasets\]"):
        await read(DatasetSource("xlam"))
