"""A thing is in a state that fits what was just done to it."""

from datetime import datetime

import pytest

from toolmind.types import Tool
from toolmind.world import deed
from toolmind.world.answers import World
from toolmind.world.states import fits, is_state, stated

STATES = ["CREATING", "ACTIVE", "UPDATING", "DELETING", "STOP_REQUESTED", "STOPPED", "FAILED"]
JOB = {
    "type": "object",
    "properties": {
        "job": {
            "type": "object",
            "properties": {"jobStatus": {"type": "string", "enum": STATES}},
            "required": ["jobStatus"],
        }
    },
    "required": ["job"],
}


@pytest.mark.parametrize(
    ("tool", "states"),
    [
        ("CreateJob", ["CREATING"]),
        ("StartJob", ["CREATING", "ACTIVE"]),
        ("UpdateJob", ["UPDATING"]),
        ("StopJob", ["STOP_REQUESTED", "STOPPED"]),
        ("TagJob", ["ACTIVE", "UPDATING"]),
        ("DescribeJob", STATES),
    ],
)
def test_a_state_is_one_that_the_call_leads_to(tool, states):
    narrowed = stated(JOB, deed(tool))
    assert narrowed["properties"]["job"]["properties"]["jobStatus"]["enum"] == states
    assert JOB["properties"]["job"]["properties"]["jobStatus"]["enum"] == STATES


def test_where_no_state_fits_the_result_stays_as_declared():
    only = {"type": "object", "properties": {"state": {"enum": ["FAILED", "ERROR"]}}}
    assert stated(only, deed("CreateJob")) is only


def test_a_job_just_begun_is_not_done_and_one_created_may_be():
    assert not fits("COMPLETED", deed("StartImport"))
    assert fits("COMPLETED", deed("CreateModel"))
    assert fits(3, deed("CreateModel"))


@pytest.mark.parametrize(
    ("path", "expected"),
    [("job.jobStatus", True), ("State", True), ("statement", False), ("items[].status", True)],
)
def test_a_field_says_by_its_name_that_it_is_a_state(path, expected):
    assert is_state(path) is expected


def test_a_write_changes_the_state_that_was_read_before():
    def tool(name: str) -> Tool:
        parameters = {
            "type": "object",
            "properties": {"jobId": {"type": "string"}},
            "required": ["jobId"],
        }
        returns = {
            "type": "object",
            "properties": {
                "jobId": {"type": "string"},
                "status": {"type": "string", "enum": ["ACTIVE", "STOPPED"]},
            },
            "required": ["jobId", "status"],
        }
        return Tool(id=name, name=name, description="", parameters=parameters, returns=returns)

    for seed in map(str, range(20)):
        world = World(seed, datetime(2025, 1, 1))
        world.answer(tool("GetJob"), {"jobId": "job-123456"})
        stopped = world.answer(tool("StopJob"), {"jobId": "job-123456"}).value
        assert stopped == {"jobId": "job-123456", "status": "STOPPED"}
        assert world.answer(tool("GetJob"), {"jobId": "job-123456"}).value["status"] == "STOPPED"
