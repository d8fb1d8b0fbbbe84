"""Dialogues are read row by row, and a file of a foreign form is told from broken rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from dataset_rows import ROWS
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.read import read_dialogues
from toolmind.errors import DataError

GOOD = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello."}]}


def write(folder: Path, *rows: Any) -> Path:
    path = folder / "data.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def test_rows_of_several_forms_may_stand_in_one_file(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, ROWS["prompt-completion"][0])
    found = list(read_dialogues(path))
    assert [item.place() for item in found if isinstance(item, Dialogue)] == [
        f"{path}:1",
        f"{path}:2",
    ]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"messages": [{"content": "hi"}]}, "message 0: it has no 'role'"),
        ({"messages": [GOOD["messages"][0], {"role": "x"}]}, "message 1: unknown role 'x'"),
        ({"messages": "hi"}, "the text of `messages` is not JSON"),
        ({"messages": {}}, "`messages` is a dict, not a list"),
        ({"messages": ["hi"]}, "message 0 is a str, not an object"),
        ({"conversations": [{"from": "function_call", "value": "f("}]}, "should be a call"),
        ({"messages": [], "tools": "{"}, "not JSON"),
        ({"text": "hi"}, "it has text"),
        ({"name": "execute_tool", "traceId": "1", "attributes": []}, "a span without messages"),
        ({"tools": ['{"name": "f"}']}, "no `question`"),
        ([], "not a JSON object"),
    ],
)
def test_a_row_without_a_dialogue_is_named_among_others(
    row: Any, words: str, tmp_path: Path
) -> None:
    path = write(tmp_path, row, GOOD)
    bad, good = read_dialogues(path)
    assert isinstance(bad, DataError) and isinstance(good, Dialogue)
    assert f"{path}:1" in str(bad) and words in str(bad)


@pytest.mark.parametrize("row", [{"instruction": "x", "output": "y"}])
def test_a_file_of_a_form_that_is_not_read_is_an_error(row: Any, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data\.jsonl:1: no form of row"):
        list(read_dialogues(write(tmp_path, row, row)))


def test_a_file_of_broken_rows_is_none_of_a_foreign_form(tmp_path: Path) -> None:
    path = write(tmp_path, {"messages": [{}]}, {"x": 1})
    assert len(list(read_dialogues(path))) == 2
