"""Moments of a thing lie in their order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.world.moments import put_in_order

EARLY, LATE = "2026-01-05T10:00:00Z", "2026-03-01T09:30:00Z"


@pytest.mark.parametrize("within", [lambda node: node, lambda node: {"jobs": [{"job": node}]}])
def test_what_lies_too_early_is_moved(within: Any) -> None:
    node = {"createTime": LATE, "updateTime": EARLY}
    put_in_order(within(node), {})
    assert node == {"createTime": LATE, "updateTime": LATE}


def test_what_the_call_says_stays() -> None:
    node = {"StartDate": LATE, "EndDate": EARLY}
    put_in_order(node, {"period": [{"EndDate": EARLY}]})
    assert node == {"StartDate": EARLY, "EndDate": EARLY}


@pytest.mark.parametrize(
    "node",
    [
        {"createTime": EARLY, "updateTime": LATE},
        {"createTime": "2026-03-01", "updateTime": EARLY},  # not written alike
        {"created": 5, "updated": 3},
        {"createdBy": "b", "updatedBy": "a"},
        {"updateTime": EARLY},
    ],
)
def test_nothing_else_is_touched(node: dict[str, Any]) -> None:
    before = dict(node)
    put_in_order(node, {})
    assert node == before


@given(
    st.dictionaries(
        st.sampled_from(["createdAt", "updatedAt", "endTime", "startTime"]),
        st.datetimes(min_value=datetime(1000, 1, 1)).map(lambda at: f"{at:%Y-%m-%dT%H:%M}Z"),
    )
)
def test_afterwards_all_are_in_order(node: dict[str, Any]) -> None:
    put_in_order(node, {})
    for earlier, later in (
        ("createdAt", "updatedAt"),
        ("createdAt", "endTime"),
        ("startTime", "endTime"),
    ):
        if earlier in node and later in node and len(node[earlier]) == len(node[later]):
            assert node[earlier] <= node[later]
