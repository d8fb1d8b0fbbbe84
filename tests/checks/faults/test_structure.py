"""Faults of form: every one of them is found in the turn that has it."""

from __future__ import annotations

import pytest

from planted import GOOD, found, plant
from toolmind.checks.faults.base import Good

KINDS = {
    "unanswered_call": "unanswered",
    "stray_result": "unanswered",
    "empty_answer": "empty_message",
    "cut_short": "no_last_answer",
    "unknown_tool": "unknown_tool",
    "broken_arguments": "unparsable",
    "dropped_argument": "invalid",
    "undeclared_argument": "undeclared",
    "wrong_type": "invalid",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
async def test_each_is_found(kind: str, seed: int) -> None:
    planted = plant(kind, seed)
    assert planted is not None
    assert planted.messages != GOOD.messages
    assert KINDS[kind] in {one.code for one in await found(planted)}


@pytest.mark.parametrize("kind", KINDS)
def test_none_is_planted_where_there_is_no_place(kind: str) -> None:
    assert plant(kind, good=Good(GOOD.messages[:1], GOOD.tools)) is None
