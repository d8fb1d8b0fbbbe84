"""The player as judge: what rules can see of a dialogue and of a turn."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.checks.judges.trajectory import CRITERIA
from toolmind.offline.player.judge import judge_trajectory, judge_turns

PAINT = {
    "name": "paint",
    "description": "Paint a wall in a colour.",
    "parameters": {"colour": "string"},
}
WISH = {"id": "m1", "role": "user", "content": 'Please paint a wall. The colour is "red".'}
RED = {"colour": "red"}
DONE = {"id": "m4", "role": "assistant", "content": "Done."}


def call(arguments: Any = RED, name: str = "paint") -> dict[str, Any]:
    made = {"id": "c0", "name": name, "arguments": arguments}
    return {"id": "m2", "role": "assistant", "calls": [made]}


RESULT = {"id": "m3", "role": "tool", "content": {}, "of": "c0", "status": "ok"}


def faults(*messages: dict[str, Any]) -> set[str]:
    blocks = {"Intent": "", "Tools": [PAINT], "Dialogue": list(messages)}
    verdict = judge_trajectory(blocks)
    return {name for name in CRITERIA if verdict[name] == 0}


def test_a_good_dialogue_has_no_fault() -> None:
    assert faults(WISH, call(), RESULT, DONE) == set()


@pytest.mark.parametrize(
    ("messages", "fault"),
    [
        ((WISH, call({}), RESULT, DONE), "tool_use_accuracy"),
        ((WISH, call("no JSON"), RESULT, DONE), "tool_use_accuracy"),
        ((WISH, call(name="draw"), RESULT, DONE), "tool_use_accuracy"),
        ((WISH, call(), RESULT), "goal_coverage"),
        ((WISH, DONE), "goal_coverage"),
        ((WISH, WISH, call(), RESULT, DONE), "role_consistency"),
    ],
)
def test_what_rules_can_see_is_seen(messages: tuple[dict[str, Any], ...], fault: str) -> None:
    assert fault in faults(*messages)


def test_what_no_tool_was_there_for_at_first_is_no_fault() -> None:
    declined = {"id": "m5", "role": "assistant", "content": "No tool of mine can do that."}
    again = {**WISH, "id": "m6", "adds_tools": ["paint"]}
    assert faults(WISH, declined, again, call(), RESULT, DONE) == set()
    assert faults(WISH, declined, {**again, "adds_tools": []}, call(), RESULT, DONE)


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (DONE, "ok"),
        (call(), "ok"),
        ({**DONE, "content": ""}, "role_drift"),
        (call({"colour": 3}), "wrong_tool_use"),
    ],
)
def test_a_turn_says_or_does_something_that_is_valid(response: dict[str, Any], reason: str) -> None:
    turn = response["id"]
    said = judge_turns({"Tools": [PAINT], "Dialogue": [WISH, response], "Turns": [turn]})
    assert list(said) == [turn]
    verdict: Any = said[turn]
    assert (verdict["verdict"], verdict["reason"]) == (int(reason == "ok"), reason)


def test_it_keeps_to_the_labels_that_it_is_told_and_answers_each_statement() -> None:
    swapped = {"right, met": 0, "wrong, not met": 1}
    asked = {"Acceptance": {"1": "it is red"}, "Labels": swapped}
    good = {"Intent": "", "Tools": [PAINT], "Dialogue": [WISH, call(), RESULT, DONE], **asked}
    verdict = judge_trajectory(good)
    assert {verdict[name] for name in CRITERIA} == {0} and verdict["acceptance"] == {"1": 0}
    bad = judge_trajectory({**good, "Dialogue": [WISH, call({}), RESULT, DONE]})
    assert bad["tool_use_accuracy"] == 1
    turns = {"Dialogue": [WISH, call(), RESULT, DONE], "Tools": [PAINT], "Turns": ["m2", "m4"]}
    assert {one["verdict"] for one in judge_turns({**turns, "Labels": swapped}).values()} == {0}
    assert {one["verdict"] for one in judge_turns(turns).values()} == {1}
