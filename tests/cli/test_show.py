"""`toolmind show`: dialogues in readable form, each turn with what became of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogues import GOOD, call, result, says, user
from run_folders import written
from toolmind.errors import RunError
from toolmind.records import Decision, Message
from typed import typed

SYSTEM = Message(role="system", content="You are an assistant.")
FAILED = (
    user("Paris?"),
    call("get_weather", {"city": "Paris"}, reasoning="It is asked for."),
    result({"error": "no such city"}, status="error"),
    says("It failed."),
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    dialogues = {number: (SYSTEM, *(FAILED if number == 1 else GOOD)) for number in range(4)}
    decisions = {
        0: Decision(keep=True),
        1: Decision(keep=True, masked={"m2": "arguments.invalid"}),
        2: Decision(keep=False, reasons=("role_order.cut_short", "links.wrong_link")),
    }
    return written(tmp_path / "run", dialogues, decisions)


def show(run: Path, *words: object) -> str:
    done = typed("show", run, *words)
    assert done.exit_code == 0, done.exception
    return str(done.stdout)


def test_the_first_one_is_shown_without_its_system_message(run: Path) -> None:
    printed = show(run)
    assert printed.startswith("── t0 · single · 2025-03-05T10:00 · kept\n")
    assert "You are an assistant" not in printed
    assert "2 tools shown, 0 calls expected" in printed
    assert '  m2 assistant c1 = get_weather({"city":"Paris","date":"2025-03-06"})' in printed
    assert "  m4 assistant Clear, up to 14 degrees." in printed


def test_reasons_states_and_masks_are_shown(run: Path) -> None:
    printed = show(run, "-n", 9)
    states = [line for line in printed.splitlines() if line.startswith("──")]
    assert [state.rpartition(" · ")[2] for state in states] == [
        "kept",
        "kept",
        "dropped: role_order.cut_short, links.wrong_link",
        "dropped: not selected yet",
    ]
    lines = printed.splitlines()
    (masked,) = [at for at, line in enumerate(lines) if "[masked: arguments.invalid]" in line]
    assert lines[masked - 1] == "  m2 assistant (It is asked for.)"
    assert lines[masked].strip().startswith('c1 = get_weather({"city":"Paris"})')
    assert lines[masked + 1] == "  m3 tool      c1 → error"
    assert lines[masked + 2].strip() == '{"error":"no such city"}'


def test_some_are_chosen(run: Path) -> None:
    assert show(run, "--start", 2, "-n", 9).count("──") == 2
    assert show(run, "--start", 3).startswith("── t3 ")
    assert show(run, "--kind", "single", "-n", 9).count("──") == 4
    for none in (("--kind", "parallel"), ("--start", 4)):
        assert show(run, *none) == "no such trajectory\n"


def test_a_long_message_is_cut_with_its_length(tmp_path: Path) -> None:
    run = written(tmp_path / "run", {0: (SYSTEM, user("x" * 1501), says("y" * 1500))})
    printed = show(run)
    assert "x" * 1500 + " … (1501 characters)\n" in printed
    assert "y" * 1500 + "\n" in printed


def test_as_json_there_is_all_of_it(run: Path) -> None:
    shown = json.loads(show(run, "-n", 9, "--json"))
    assert [one["trajectory"]["id"] for one in shown] == ["t0", "t1", "t2", "t3"]
    assert shown[1]["decision"]["masked"] == {"m2": "arguments.invalid"}
    assert shown[3]["decision"] is None and shown[3]["scenario"]["id"] == "s3"


def test_what_is_no_run_is_named(tmp_path: Path) -> None:
    done = typed("show", tmp_path)
    assert isinstance(done.exception, RunError) and "not a run folder" in str(done.exception)
    assert typed("show", tmp_path, "-n", 0).exit_code == 2
