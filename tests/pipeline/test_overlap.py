"""Data against itself and against benchmarks: what is found, what is kept, what is refused."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from toolmind.errors import ConfigError, DataError, RunError
from toolmind.pipeline.overlap import OVERLAPS, find_overlaps
from toolmind.pipeline.overlap_search import Overlap

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


PATIENCE = 300.0


def start(data: Path, benchmark: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "toolmind", "overlap", str(data), "--out", str(out)]
    command += ["--against", str(benchmark), "--keep", str(out.with_suffix(".kept"))]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def came_to(out: Path) -> tuple[int, int]:
    """How far the work is: rows read, rows compared."""
    try:
        state = json.loads((out / "unfinished" / "state.json").read_bytes())
    except FileNotFoundError:
        return 0, 0
    return state.get("read", 0), state.get("compared", 0)


def test_killed_at_any_moment_it_goes_on_and_ends_in_the_same_files(tmp_path: Path) -> None:
    made = [row(f"f{at}", own("w", at % 4000), f"c{at}", own("v", at)) for at in range(5000)]
    made[3000] = row("leak", f"Hello! {TASK}.", "Bern")
    data = lines(tmp_path / "data.jsonl", [*made[:500], "no row", *made[500:]])
    benchmark = lines(tmp_path / "tasks.jsonl", [{"instruction": TASK}])
    once, often = tmp_path / "once", tmp_path / "often"
    assert start(data, benchmark, once).wait(PATIENCE) == 1
    killed = 0
    for moment in ((1000, 0), (4000, 0), (5001, 2000), (5001, 4000)):
        process = start(data, benchmark, often)
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            if came_to(often) >= moment:
                process.kill()
        killed += process.wait() == -signal.SIGKILL
        if (often / "unfinished").exists():
            for name in ("texts", "goals", "overlaps"):  # as a kill within a write leaves them
                with (often / "unfinished" / name).open("ab") as file:
                    file.write(b"torn")
    assert killed >= 3, "the test must kill what is at work"
    assert start(data, benchmark, often).wait(PATIENCE) == 1
    for name in (OVERLAPS, "report.json"):
        assert (often / name).read_bytes() == (once / name).read_bytes(), name
    assert (tmp_path / "often.kept").read_bytes() == (tmp_path / "once.kept").read_bytes()
    kinds = Counter(one.kind for one in found(once))
    assert kinds == {"goal": 1000, "leak": 1}
    assert not (often / "unfinished").exists()


def test_what_was_begun_of_other_data_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolmind.pipeline.overlap_search.EVERY", 2)
    data, out = lines(tmp_path / "data.jsonl", ROWS), tmp_path / "out"
    with monkeypatch.context() as patched, pytest.raises(RuntimeError, match="cut off"):
        patched.setattr("toolmind.pipeline.overlap_search.Search.compare", cut_off)
        find_overlaps([data], out)
    assert came_to(out) == (5, 0)
    lines(data, ROWS[2:])
    assert find_overlaps([data], out).rows == 3
    find_overlaps([data], tmp_path / "anew")
    assert (out / OVERLAPS).read_bytes() == (tmp_path / "anew" / OVERLAPS).read_bytes()


def cut_off(work: Any) -> None:
    raise RuntimeError("cut off")
