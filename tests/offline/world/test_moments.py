"""Moments of a thing lie in their order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.world.moments import put_in_order, set_to_now
from toolmind.tools.effects import named_effect

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


NOW = datetime(2026, 3, 10, 9, 30)


@pytest.mark.parametrize(
    ("tool", "changed"),
    [
        ("create_job", {"createdTime", "lastModifiedTime", "updated_at"}),
        ("update_job", {"lastModifiedTime", "updated_at"}),
        ("get_job", set()),
    ],
)
def test_a_write_is_of_now(tool: str, changed: set[str]) -> None:
    node = dict.fromkeys(("createdTime", "lastModifiedTime", "updated_at", "endTime"), EARLY)
    set_to_now(result := {"job": node}, {}, named_effect(tool), NOW)
    moved = {name for name, value in result["job"].items() if value != EARLY}
    assert moved == changed
    assert {node[name] for name in changed} <= {"2026-03-10T09:30:00Z"}


def test_a_write_keeps_what_its_call_says_and_how_a_moment_is_written() -> None:
    node = {"created": EARLY, "updated": "2026-01-05", "modified": 7, "modifiedBy": "2026-01-05"}
    set_to_now(node, {"at": EARLY}, named_effect("create_job"), NOW)
    assert node == {**node, "created": EARLY, "updated": "2026-03-10", "modified": 7}
    assert node["modifiedBy"] == "2026-01-05"


@given(
    clock=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    scale=st.sampled_from([1, 1000]),
    listed=st.booleans(),
)
def test_times_that_are_counted_are_set_and_ordered_like_those_written(
    clock: datetime, scale: int, listed: bool
) -> None:
    now = int(clock.replace(tzinfo=UTC, microsecond=0).timestamp()) * scale
    node = {"CreationTimestamp": 1_500_000_000 * scale, "EndTimestamp": 1_400_000_000 * scale}
    result = {"sets": [node] if listed else node}
    set_to_now(result, {}, named_effect("CreateSet"), clock)
    put_in_order(result, {})
    assert node == {"CreationTimestamp": now, "EndTimestamp": now}


def test_a_number_that_is_no_time_stays() -> None:
    node = {"created": 12, "CreationTimestamp": True}
    set_to_now(node, {}, named_effect("CreateSet"), datetime(2026, 1, 1))
    assert node == {"created": 12, "CreationTimestamp": True}
