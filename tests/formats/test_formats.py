"""What the exporters write is what their targets read, byte for byte the same every time."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from dialogues import HOSTILE, HOSTILE_ROWS, hostile
from full_disk import process_with_room_for
from toolmind.errors import RunError
from toolmind.files import atomic_file
from toolmind.formats.chat_format import read_file
from toolmind.formats.huggingface import HuggingFaceExporter
from toolmind.formats.load import EXPORTERS
from toolmind.formats.openai import OpenAIExporter
from toolmind.formats.trl import TRLExporter
from trainer_rows import built, offered_anew

ALL = [OpenAIExporter(), HuggingFaceExporter(), TRLExporter()]


@pytest.mark.parametrize("name", EXPORTERS.built_in)
def test_datasets_loads_every_file(name, tmp_path):
    """Of all rows at once, as types are guessed: mixed arguments, schemas, reasoning or none."""
    datasets = pytest.importorskip("datasets")
    exporter = built(name, tmp_path)
    report = exporter.export([*HOSTILE_ROWS, offered_anew()], tmp_path)
    file = str(tmp_path / exporter.file)
    loaded = datasets.load_dataset(
        "parquet" if file.endswith("parquet") else "json",
        data_files=file,
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    assert len(loaded) == report.rows


@pytest.fixture(params=ALL, ids=lambda exporter: exporter.name)
def exporter(request):
    return request.param


def read(exporter, folder):
    return list(read_file(folder / exporter.file))


def test_export_and_read_back(exporter, tmp_path):
    report = exporter.export(HOSTILE_ROWS, tmp_path)
    assert report.trained_turns == 4
    assert report.rows == (4 if exporter.name == "trl" else 2)
    assert exporter.verify(tmp_path, HOSTILE_ROWS) == report.rows
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(report.files)


def test_the_same_rows_give_the_same_bytes(exporter, tmp_path):
    many = [hostile(index) for index in range(50)]
    exporter.export(many, tmp_path / "a")
    exporter.export(iter(many), tmp_path / "b")
    first, second = (tmp_path / folder / exporter.file for folder in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_no_rows_are_an_empty_file(exporter, tmp_path):
    assert exporter.export([], tmp_path).rows == 0
    assert exporter.verify(tmp_path, []) == 0


def messages_of(row):
    return row["messages"] if "messages" in row else row["prompt"] + row["completion"]


def test_what_is_hostile_survives(exporter, tmp_path):
    exporter.export(HOSTILE_ROWS, tmp_path)
    row = read(exporter, tmp_path)[-1]
    messages = messages_of(row)
    assert messages[1]["content"] == HOSTILE["text"]
    arguments = messages[4]["tool_calls"][0]["function"]["arguments"]
    if isinstance(arguments, str):
        arguments = orjson.loads(arguments)
    assert arguments == {"city": "Paris", "extra": HOSTILE}
    assert orjson.loads(messages[5]["content"]) == HOSTILE
    assert messages[5]["tool_call_id"] == messages[4]["tool_calls"][0]["id"]


def test_reasoning_of_earlier_turns_is_kept(exporter, tmp_path):
    exporter.export(HOSTILE_ROWS, tmp_path)
    messages = messages_of(read(exporter, tmp_path)[-1])
    reasons = [m.get("reasoning_content") for m in messages if m["role"] == "assistant"]
    assert reasons == ["I try a number.", "Text, then.", "All is known."]


def test_lineage_leads_back(exporter, tmp_path):
    exporter.export(HOSTILE_ROWS, tmp_path)
    row = read(exporter, tmp_path)[0]
    lineage = row.get("metadata", row)
    assert lineage["id"].startswith("t0") and lineage["trajectory"] == "t0"
    assert (lineage["scenario"], lineage["chain"], lineage["kind"]) == ("s0", "k0", "single")
    assert lineage["models"] == "assistant=embedded"
    assert (lineage["licences"], lineage["sources"]) == ("Apache-2.0, MIT", "tests")


def test_a_masked_turn_is_context_without_loss(tmp_path):
    for exporter in ALL:
        exporter.export(HOSTILE_ROWS, tmp_path)
    (_, openai), (_, parquet) = (read(exporter, tmp_path) for exporter in ALL[:2])
    assert [m.get("weight") for m in openai["messages"]] == [None, None, 0, None, 1, None, 1]
    assert [m["train"] for m in parquet["messages"]] == [False] * 4 + [True, False, True]
    turns = read(ALL[2], tmp_path)
    assert [row["id"] for row in turns] == ["t0/m1", "t0/m3", "t1/m4", "t1/m6"]
    assert [len(row["prompt"]) for row in turns] == [1, 3, 4, 6]
    assert all(len(row["completion"]) == 1 for row in turns)


def test_a_full_disk_leaves_no_half_file(exporter, tmp_path):
    """Under a file-size limit, in a process of its own, an export ends in a clear error."""
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from pathlib import Path
from dialogues import hostile
from {type(exporter).__module__} import {type(exporter).__name__}
from toolmind.errors import RunError
try:
    {type(exporter).__name__}().export(map(hostile, range(200)), Path({str(tmp_path)!r}))
except RunError as error:
    print(error)
"""
    full = process_with_room_for(20_000)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, **full)
    assert "cannot be written" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_whole_when_the_next_export_fails(exporter, tmp_path):
    exporter.export(HOSTILE_ROWS, tmp_path)
    before = (tmp_path / exporter.file).read_bytes()

    def broken():
        yield HOSTILE_ROWS[0]
        raise ValueError("the source broke")

    with pytest.raises(ValueError, match="source broke"):
        exporter.export(broken(), tmp_path)
    assert (tmp_path / exporter.file).read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")]


def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="cannot be written"), atomic_file(tmp_path / "file" / "x"):
        raise AssertionError("never reached")
