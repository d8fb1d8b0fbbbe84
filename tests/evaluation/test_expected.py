from __future__ import annotations

from pathlib import Path

import pytest

import check_rows as rows
from dialogues import GOOD
from run_folders import written
from toolmind.errors import RunError
from toolmind.evaluation.expected import Expected
from toolmind.records import Decision


def test_every_turn_with_a_loss_after_what_stands_before_it(tmp_path: Path) -> None:
    path = rows.write(tmp_path / "a.jsonl", [rows.kept("a")])
    call, words = Expected([path])
    assert [one.role for one in call.context] == ["user"]
    assert [one.role for one in words.context] == ["user", "assistant", "tool"]
    assert [tool.name for tool in call.tools] == ["get_weather"]
    assert call.slices == ("file: a.jsonl", "expected: one call", "after: words", "tools shown: 1")
    assert words.slices[1:3] == ("expected: words", "after: a result")
    assert call.dialogue == words.dialogue and call.id != words.id


def test_what_nothing_can_be_held_against_is_counted(tmp_path: Path) -> None:
    broken = rows.kept("broken")
    broken["messages"][1]["tool_calls"][0]["function"]["arguments"] = "{"
    greeting = rows.row("greeting", rows.SAYS, rows.asks(), rows.SAYS)
    data = [rows.unread("u"), rows.without_tools("w"), broken, greeting]
    expected = Expected([rows.write(tmp_path / "a.jsonl", data)])
    for _ in range(2):
        assert [one.turn.content for one in expected] == ["Clear."] * 3
        assert expected.left_out == {
            "row.unread": 1,
            "turn.calls_unknown_tool": 1,
            "turn.malformed_call": 1,
            "turn.nothing_asked": 1,
        }


def test_of_a_run_the_kept_turns(tmp_path: Path) -> None:
    decided = {0: Decision(keep=True, masked={"m1": "x"}), 1: Decision(keep=False)}
    run = written(tmp_path / "run", {0: GOOD, 1: GOOD}, decided)
    found = list(Expected([run]))
    assert [one.turn.id for one in found] == ["m3"]
    assert found[0].slices[0] == "file: run"
    assert found[0].slices[1].startswith("kind: ")


def test_a_run_that_is_not_selected_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not selected"):
        list(Expected([written(tmp_path / "run")]))
