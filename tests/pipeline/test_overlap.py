"""Data against itself and against benchmarks: what is found, what is kept, what is refused."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolmind.errors import ConfigError, DataError, RunError
from toolmind.pipeline.overlap import OVERLAPS, Overlap, find_overlaps

TASK = "Move the standing desk of order W5513 to 87 Harbour Lane by the old lighthouse stairs"


def row(
    name: str, asked: str, city: str, answer: str = "It is done.", **more: str
) -> dict[str, Any]:
    function = {"name": "weather", "arguments": json.dumps({"city": city})}
    return {
        "id": name,
        **more,
        "messages": [
            {"role": "user", "content": asked},
            {"role": "assistant", "tool_calls": [{"id": "c", "function": function}]},
            {"role": "tool", "tool_call_id": "c", "content": "{}"},
            {"role": "assistant", "content": answer},
        ],
    }


ROWS = [
    row("first", "Would you tell me what the weather is going to be over there tomorrow", "Rome"),
    row("goal", "Would you tell me what the weather is going to be over there tomorrow", "Oslo"),
    row("calls", "Shall I take an umbrella when I go down to the river with my dog", "Rome"),
    row("leak", f"Hello! {TASK}.", "Bern", "I am afraid that this is nothing I can do for you."),
    row("other", "What about the snow that fell last week high up in the mountains", "Chur"),
]


def own(letter: str, at: int) -> str:
    return " ".join(f"{letter}{at}x{n}" for n in range(12))


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return path


def found(out: Path) -> list[Overlap]:
    decoder = msgspec.json.Decoder(Overlap)
    return [decoder.decode(line) for line in (out / OVERLAPS).read_bytes().splitlines()]


def test_each_kind_is_found_with_its_evidence_and_the_rest_is_kept(tmp_path: Path) -> None:
    filler = [row(f"f{at}", own("w", at), f"c{at}", own("v", at)) for at in range(60)]
    data = lines(tmp_path / "data.jsonl", [*ROWS, "no row", *filler])
    benchmark = lines(tmp_path / "tasks.jsonl", [{"instruction": TASK}])
    kept = tmp_path / "kept.jsonl"
    report = find_overlaps([data], tmp_path / "out", against=[benchmark], keep=kept)
    assert [(one.id, one.kind, Path(one.of).name) for one in found(tmp_path / "out")] == [
        ("goal", "goal", "data.jsonl:1"),
        ("calls", "calls", "data.jsonl:1"),
        ("leak", "leak", "tasks.jsonl:1"),
    ]
    leak = found(tmp_path / "out")[2].leak
    assert leak and leak.runs == (TASK,)
    assert report.found == {"goal": 1, "calls": 1, "leak": 1}
    assert (report.rows, report.kept, report.unread_rows, report.passages) == (65, 62, 1, 1)
    assert "data.jsonl:6: not a JSON object" in report.unread[0]
    assert [json.loads(line) for line in kept.read_text().splitlines()] == [
        ROWS[0],
        ROWS[4],
        *filler,
    ]


def test_only_what_is_asked_for_is_found(tmp_path: Path) -> None:
    data = lines(tmp_path / "data.jsonl", ROWS)
    for by in ("goal", "calls"):
        report = find_overlaps([data], tmp_path / by, by=[by])
        assert report.found == {by: 1}
    assert find_overlaps([data], tmp_path / "text", by=["text"]).found == {}


def test_rows_of_one_dialogue_are_no_duplicates_of_each_other(tmp_path: Path) -> None:
    same = [row("a", ROWS[0]["messages"][0]["content"], "Rome") for _ in range(2)]
    turns = [{"trajectory": "t1", **one} for one in same]
    data = lines(tmp_path / "data.jsonl", turns)
    assert find_overlaps([data], tmp_path / "out").found == {}
    assert find_overlaps([lines(data, same)], tmp_path / "out").found == {"calls": 1, "goal": 1}


def test_the_same_data_gives_the_same_files(tmp_path: Path) -> None:
    data = lines(tmp_path / "data.jsonl", ROWS)
    for out in ("a", "b"):
        find_overlaps([data], tmp_path / out)
    assert (tmp_path / "a" / OVERLAPS).read_bytes() == (tmp_path / "b" / OVERLAPS).read_bytes()


def test_bad_input_is_refused_by_name(tmp_path: Path) -> None:
    data = lines(tmp_path / "data.jsonl", ROWS)
    with pytest.raises(ConfigError, match="--by: 'words' is none of text, calls, goal"):
        find_overlaps([data], tmp_path / "out", by=["words"])
    empty = lines(tmp_path / "empty.jsonl", [{"question": "Too short"}])
    with pytest.raises(DataError, match=r"empty\.jsonl: no passage of 8 words"):
        find_overlaps([data], tmp_path / "out", against=[empty])
    with pytest.raises(DataError, match="no such file"):
        find_overlaps([tmp_path / "nothing.jsonl"], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(ConfigError, match=r"--keep: .* is data itself"):
        find_overlaps([data], tmp_path / "out", keep=data)
    with pytest.raises(RunError, match=r"data\.jsonl"):
        find_overlaps([data], data)
