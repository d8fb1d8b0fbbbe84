"""What the embedded assistant tells of a result."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.player.outcome import say_outcome

JSONS: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"orderId": "o1", "total": 9.5}, 'the order id is "o1" and the total is 9.5.'),
        ({"rule": {"ruleId": "r1", "detectorId": "d1"}}, 'the rule id is "r1" and the detector'),
        ({"isOpen": True}, "open is true"),
        ({"tags": ["a", "b"]}, 'the tags are ["a","b"]'),
        ({"hits": [{"id": 1}, {"id": 2}]}, "there are two hits, the first with id 1"),
        ({"jobList": [{"id": 1}] * 3}, "there are three entries in job list, the first with id 1"),
        ({"jobs": [{"id": 1}]}, "there is one entry in jobs, with id 1"),
        ([{"id": 1}, {"id": 2}], "there are two results, the first with id 1"),
        ({"a": 1, "b": 2, "c": 3, "d": 4}, "the a is 1, the b is 2 and the c is 3."),
    ],
)
def test_what_lies_least_deep_is_told(result: Any, told: str) -> None:
    assert told in say_outcome("get it", result)


@pytest.mark.parametrize("result", [{}, [], None, "", {"success": True}, {"a": {"b": [{}]}}])
def test_a_result_that_says_nothing_is_said_to_be_done(result: Any) -> None:
    assert "nothing" in say_outcome("do it", result)


@given(JSONS)
def test_any_result_can_be_told(result: Any) -> None:
    assert say_outcome("do it", result).endswith(".")


def test_what_was_done_and_when_is_said_as_a_sentence() -> None:
    told = say_outcome("get it", {"createdAt": "noon", "last modified by": "Ana"})
    assert 'it was created at "noon"' in told.lower()
    assert 'it was last modified by "Ana"' in told


def test_looking_up_is_told_otherwise_than_doing() -> None:
    said = {
        verb: {say_outcome(f"{verb} {n}", {"id": n}).partition(":")[0] for n in range(90)}
        for verb in ("list", "delete")
    }
    assert "I looked it up" in said["list"] - said["delete"]
    assert "Done" in said["delete"] - said["list"]
    assert min(map(len, said.values())) > 6
