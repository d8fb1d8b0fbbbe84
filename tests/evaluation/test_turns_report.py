from __future__ import annotations

import pytest

from toolmind.evaluation.turns_report import TurnResult, measure

ONE = {"dialogue": "d", "slices": ()}
CALL = [
    TurnResult(turn="0", calls=True, called=True, tool=True, arguments=True, **ONE),
    TurnResult(turn="1", calls=True, called=True, tool=True, **ONE),
    TurnResult(turn="2", calls=True, called=True, problem="reply.unknown_tool", **ONE),
    TurnResult(turn="3", calls=True, **ONE),
]
WORDS = [
    TurnResult(turn="4", calls=False, **ONE),
    TurnResult(turn="5", calls=False, called=True, **ONE),
    TurnResult(turn="6", calls=False, problem="reply.empty", **ONE),
    TurnResult(turn="7", calls=False, problem="model.timeout", **ONE),
]


def test_shares_are_of_the_turns_that_they_speak_of() -> None:
    found = measure([*CALL, *WORDS])
    shares = [found.right, found.decision, found.tool, found.arguments]
    counted = [(round(one.share * one.of), one.of) for one in shares if one]
    assert counted == [(2, 8), (4, 8), (2, 4), (1, 4)]
    assert all(one.low < one.share < one.high for one in shares if one)


def test_of_words_alone_no_call_is_judged() -> None:
    found = measure(WORDS)
    assert found.tool is None and found.arguments is None


@pytest.mark.parametrize("result", [*CALL, *WORDS])
def test_only_what_the_endpoint_failed_is_owed(result: TurnResult) -> None:
    assert result.owed(result.turn) is (result.turn == "7")
    assert result.owed("another")
