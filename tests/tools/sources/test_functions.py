"""Files of functions, one a row or in lists; where they are from is noted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from toolmind.errors import DataError
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.functions import FunctionsSource, functions_of, with_provenance

ONE, TWO = {"name": "one"}, {"name": "two"}


async def read(path: Path, **settings: Any) -> list[RawTool | SetAside]:
    return [found async for found in FunctionsSource(path, **settings).read()]


async def names(path: Path) -> list[tuple[str, int | None]]:
    found = await read(path)
    return [(item.value["name"], item.row) for item in found if isinstance(item, RawTool)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b'{"name": "one"}\n\n{"name": "two"}\n'),
        ("a.jsonl.gz", gzip.compress(b'{"name": "one"}\n\n{"name": "two"}', mtime=0)),
        ("a.json", b'{"name": "one"}\n\n{"name": "two"}\n'),
    ],
)
async def test_a_function_a_row(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert await names(tmp_path / name) == [("one", 1), ("two", 3)]


@pytest.mark.parametrize("key", ["tools", "functions"])
async def test_functions_in_the_list_of_a_row(tmp_path: Path, key: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps({key: [ONE, TWO], "title": "T"}))
    assert await names(tmp_path / "a.json") == [("one", 1), ("two", 1)]


def test_a_row_with_a_name_is_a_function_whatever_else_it_holds() -> None:
    row = {"name": "f", "tools": [ONE]}
    assert list(functions_of(row)) == [row]
    assert list(functions_of({"tools": 3})) == [{"tools": 3}]
    for nothing in ([], None, "", "[]"):
        assert list(functions_of({"tools": nothing, "messages": []})) == []
        assert list(functions_of({"tools": None, "functions": [ONE]})) == [ONE]


@pytest.mark.parametrize("key", ["tools", "functions"])
async def test_the_list_may_be_json_text_and_what_is_broken_in_it_is_named(
    tmp_path: Path, key: str
) -> None:
    path = tmp_path / "a.jsonl"
    listed = json.dumps([ONE, "{oops", TWO])
    rows = [{key: listed, "messages": "[]"}, {key: "[{oops"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    one, broken, two, aside = await read(path, licence="MIT")
    assert isinstance(one, RawTool) and isinstance(two, RawTool)
    assert [one.value["name"], two.value["name"]] == ["one", "two"]
    assert one.value["source"] == "a.jsonl" and one.value["licence"] == "MIT"
    assert isinstance(broken, RawTool) and (broken.value, broken.row) == ("{oops", 1)
    assert isinstance(aside, SetAside) and (aside.code, aside.row) == ("not-json", 2)
    assert f"the text of `{key}` is not JSON" in aside.explanation


async def test_a_row_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"name": "one"}\n{oops\n7\n')
    _, *aside = await read(path)
    assert [(item.code, item.row, item.file) for item in aside if isinstance(item, SetAside)] == [
        ("not-json", 2, str(path)),
        ("not-json", 3, str(path)),
    ]
    with pytest.raises(DataError, match="no such file"):
        await read(tmp_path / "none.jsonl")


async def test_ids_begin_with_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "my tools.v1.jsonl").write_text('{"name": "one"}')
    (found,) = await read(tmp_path / "my tools.v1.jsonl", licence="MIT")
    assert isinstance(found, RawTool) and found.namespace == "my-tools"
    assert found.value["source"] == "my tools.v1.jsonl" and found.value["licence"] == "MIT"


@pytest.mark.parametrize(
    ("row", "licence"),
    [
        ({"licence": "MIT"}, "MIT"),
        ({"license": "ISC"}, "ISC"),
        ({"server_licence": "BSD"}, "BSD"),
        ({"licence": "", "license": "ISC"}, "ISC"),
        ({"licence": None}, "given"),
        ({}, "given"),
    ],
)
def test_its_own_licence_comes_first(row: dict[str, Any], licence: str) -> None:
    assert with_provenance(row, Path("x/a.json"), "given")["licence"] == licence


def test_notes_are_kept_beside_annotations() -> None:
    row = {"service": "s", "deprecated": True, "annotations": {"service": "own", "hint": 1}}
    noted = with_provenance({**row, "source": "elsewhere"}, Path("a.json"))
    assert noted["annotations"] == {"service": "own", "deprecated": True, "hint": 1}
    assert noted["source"] == "elsewhere"
    assert with_provenance({"annotations": 3}, Path("a.json"))["annotations"] == {}
    assert with_provenance("get_weather", Path("a.json")) == "get_weather"
