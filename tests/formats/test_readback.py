"""What is on disk is held against what was meant: whatever is changed there is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from dialogues import GOOD, given_up_and_compacted, kept
from toolmind.errors import DataError
from toolmind.formats.base import Exporter, KeptTrajectory
from toolmind.formats.chat_format import read_file
from toolmind.formats.huggingface import HuggingFaceExporter
from toolmind.formats.openai import OpenAIExporter
from toolmind.formats.readback import TaughtRow, compare
from toolmind.formats.table import _convert, json_columns_as_text
from toolmind.formats.trl import TRLExporter

EXPORTERS: list[Any] = [OpenAIExporter(), HuggingFaceExporter(), TRLExporter()]
ROWS = [kept(*GOOD, index=1), given_up_and_compacted(), kept(*GOOD, index=2, masked=("m1",))]

Rows = list[dict[str, Any]]


@pytest.fixture(params=EXPORTERS, ids=lambda exporter: exporter.name)
def exporter(request: pytest.FixtureRequest) -> Any:
    return request.param


def rewrite(exporter: Any, folder: Path, change: Callable[[Rows], Any]) -> None:
    """Change the rows in the file and write it again."""
    path = folder / exporter.file
    rows = list(read_file(path))
    change(rows)
    lines = folder / "lines.jsonl"
    texts = (json_columns_as_text(row, getattr(exporter, "columns", {})) for row in rows)
    lines.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in texts))
    if path.suffix == ".jsonl":
        lines.replace(path)
    else:
        _convert(lines, path, exporter.columns, 1)


def messages(row: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = row["completion"] if "completion" in row else row["messages"]
    return found


def test_what_was_written_is_what_was_meant(exporter: Exporter, tmp_path: Path) -> None:
    report = exporter.export(ROWS, tmp_path)
    assert report.trained_turns == 2 + 4 + 1
    assert report.rows == (7 if exporter.name == "trl" else 4)
    assert exporter.verify(tmp_path, iter(ROWS)) == report.rows


def name(row: dict[str, Any], text: str) -> None:
    row.get("metadata", row)["id"] = text


def forget_mask(rows: Rows) -> None:
    *_, last = rows
    for message in messages(last):
        if message["role"] == "assistant":
            message.update({"weight": 1, **({"train": True} if "train" in message else {})})


CHANGES: dict[str, tuple[Callable[[Rows], Any], str]] = {
    "a row is lost": (lambda rows: rows.pop(), r"\[id\]: .* is missing"),
    "a row is there twice": (lambda rows: rows.append(rows[-1]), r"\[id\]: .* is too many"),
    "rows change places": (lambda rows: rows.reverse(), r":1 \[id\]"),
    "an id is another": (lambda rows: name(rows[1], "t9"), r":2 \[id\]: is 't9', not"),
    "a tool is lost": (
        lambda rows: rows[0].update(
            tools=orjson.dumps(orjson.loads(rows[0]["tools"])[:1]).decode()
            if isinstance(rows[0]["tools"], str)
            else rows[0]["tools"][:1]
        ),
        r":1 \[tools\]: are",
    ),
    "an answer is another": (
        lambda rows: messages(rows[-1])[-1].update(content="Rain."),
        r"\[messages\[3\]\]: content: 'Rain.', not 'Clear",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_on_disk_is_found(what: str, exporter: Any, tmp_path: Path) -> None:
    change, message = CHANGES[what]
    exporter.export(ROWS, tmp_path)
    rewrite(exporter, tmp_path, change)
    with pytest.raises(DataError, match=message):
        exporter.verify(tmp_path, ROWS)


@pytest.mark.parametrize("exporter", EXPORTERS[:2], ids=lambda exporter: exporter.name)
def test_a_masked_turn_that_is_learnt_is_found(exporter: Any, tmp_path: Path) -> None:
    exporter.export(ROWS, tmp_path)
    rewrite(exporter, tmp_path, forget_mask)
    with pytest.raises(DataError, match=r":4 \[messages\[1\]\]: is learnt, and should be context"):
        exporter.verify(tmp_path, ROWS)


def test_arguments_of_a_call_are_held_against_what_was_called(
    exporter: Any, tmp_path: Path
) -> None:
    def change(rows: Rows) -> None:
        made = next(m for m in messages(rows[0]) if m.get("tool_calls"))
        function = made["tool_calls"][0]["function"]
        text = isinstance(function["arguments"], str)
        function["arguments"] = '{"city": "Rome"}' if text else {"city": "Rome"}

    exporter.export(ROWS, tmp_path)
    rewrite(exporter, tmp_path, change)
    with pytest.raises(DataError, match=r":1 \[messages\[1\]\]: calls: .*Rome"):
        exporter.verify(tmp_path, ROWS)


def test_what_was_selected_otherwise_is_found(exporter: Any, tmp_path: Path) -> None:
    exporter.export(ROWS, tmp_path)
    other: list[KeptTrajectory] = [*ROWS[:2], kept(*GOOD, index=2)]
    with pytest.raises(DataError):
        exporter.verify(tmp_path, other)


ASKED = ("user", "Paris?", "", (), -1)
TURN = ("assistant", "Clear.", "", (), -1)
ROW = TaughtRow("t0", ("get_weather",), (ASKED, TURN), (1,))


@pytest.mark.parametrize(
    ("found", "field", "problem"),
    [
        ([], "id", "'t0' is missing"),
        ([ROW, ROW], "id", "'t0' is too many"),
        ([ROW._replace(id="t1")], "id", "is 't1', not 't0'"),
        ([ROW._replace(tools=())], "tools", "are [], not ['get_weather']"),
        ([ROW._replace(said=(ASKED,), learnt=(1,))], "messages", "are 1, not 2"),
        ([ROW._replace(learnt=())], "messages[1]", "is context, and should be learnt"),
        ([ROW._replace(learnt=(0, 1))], "messages[0]", "is learnt, and should be context"),
        (
            [ROW._replace(said=(ASKED, ("assistant", "Rain.", "", (), -1)))],
            "messages[1]",
            "content: 'Rain.', not 'Clear.'",
        ),
        (
            [ROW._replace(said=(ASKED, ("assistant", "Clear.", "", (), 0)))],
            "messages[1]",
            "call answered: 0, not -1",
        ),
    ],
)
def test_the_first_difference_is_told_with_its_place(
    found: list[TaughtRow], field: str, problem: str
) -> None:
    with pytest.raises(DataError) as caught:
        compare(Path("rows.jsonl"), found, [ROW])
    error = caught.value
    assert (error.file, error.field, error.problem) == ("rows.jsonl", field, problem)
    assert error.row == max(1, len(found))
    assert "Export again" in error.remedy


def test_alike_rows_are_counted() -> None:
    assert compare(Path("x"), [ROW, ROW], iter([ROW, ROW])) == 2
    assert compare(Path("x"), [], []) == 0
