"""A run has ended just if its state says so, and then before now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.values import generate
from toolmind.offline.values.runs import over, run_of, under_way

CLOCK = datetime(2026, 3, 10, 9, 30)
NOW = "2026-03-10T09:30:00Z"
STATES = ["SUBMITTED", "QUEUED", "IN_PROGRESS", "MERGING", "COMPLETED", "FAILED", "STOPPED"]


def job(end: str, states: list[str], required: list[str]) -> dict[str, Any]:
    moment = {"type": "string", "format": "date-time"}
    return {
        "type": "object",
        "properties": {
            "jobId": {"type": "string"},
            "submitTime": moment,
            "startTime": moment,
            end: moment,
            "jobStatus": {"type": "string", "enum": states},
        },
        "required": ["jobStatus", "submitTime", "startTime", *required],
    }


@given(
    end=st.sampled_from(["endTime", "EndedAt", "completionTime", "FinishedAt", "stop_time"]),
    states=st.lists(st.sampled_from(STATES), min_size=1, unique=True),
    seed=st.integers(0, 10_000),
    listed=st.booleans(),
)
def test_a_run_has_ended_just_if_it_says_so(
    end: str, states: list[str], seed: int, listed: bool
) -> None:
    schema = job(end, states, [])
    wanted = {"type": "array", "items": schema, "minItems": 1} if listed else schema
    drawn = generate(wanted, seed=seed, name="jobs", clock=CLOCK)
    for each in drawn if listed else [drawn]:
        assert (end in each) == over(each["jobStatus"])
        assert each["submitTime"] <= each["startTime"] <= each.get(end, NOW) <= NOW


def test_a_run_whose_end_must_be_there_has_ended() -> None:
    for seed in range(20):
        drawn = generate(job("endTime", STATES, ["endTime"]), seed=seed, clock=CLOCK)
        assert over(drawn["jobStatus"])


@pytest.mark.parametrize(
    "change",
    [
        {"endTime": {"type": "string", "description": "When the job is expected to end."}},
        {"jobStatus": {"type": "string", "enum": ["SCHEDULED", "COMPLETED"]}},
        {"otherState": {"type": "string"}},
    ],
)
def test_what_is_planned_or_unclear_is_no_run(change: dict[str, Any]) -> None:
    schema = job("endTime", STATES, [])
    assert run_of(schema, "job")
    assert not run_of({**schema, "properties": {**schema["properties"], **change}}, "job")


@given(st.sampled_from(STATES), st.sampled_from([str.lower, str.title, str.upper]))
def test_a_state_says_whether_a_run_goes_on(state: str, written: Any) -> None:
    assert under_way(written(state)) != over(written(state))
    assert under_way("CANCEL_REQUESTED")
    assert not under_way("ACTIVE") and not over("ACTIVE")
    assert not under_way(3) and not over(None)
