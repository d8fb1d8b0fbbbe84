"""A thing is in a state that fits what was just done to it."""

from datetime import datetime

import pytest

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.offline.world.answers import World
from toolmind.offline.world.states import fits, is_state, stated
from toolmind.records import Tool
from toolmind.tools.effects import named_effect

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
    narrowed = stated(JOB, named_effect(tool))
    assert narrowed["properties"]["job"]["properties"]["jobStatus"]["enum"] == states
    assert JOB["properties"]["job"]["properties"]["jobStatus"]["enum"] == STATES


def test_where_no_state_fits_the_result_stays_as_declared():
    only = {"type": "object", "properties": {"state": {"enum": ["FAILED", "ERROR"]}}}
    assert stated(only, named_effect("CreateJob")) is only


def test_a_job_just_begun_is_not_done_and_one_created_may_be():
    assert not fits("COMPLETED", named_effect("StartImport"))
    assert fits("COMPLETED", named_effect("CreateModel"))
    assert fits(3, named_effect("CreateModel"))


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


STATE = {"type": "string", "enum": ["IN_PROGRESS", "COMPLETED", "STOP_REQUESTED", "STOPPED"]}
MOMENT = {"type": "string", "format": "date-time"}


def _job_tool(name: str, parameter: str, **more: object) -> Tool:
    fields = {"jobId": {"type": "string"}, "submitTime": MOMENT, "jobStatus": STATE, **more}
    returns = {"type": "object", "properties": fields, "required": ["jobStatus", "submitTime"]}
    parameters = {
        "type": "object",
        "properties": {parameter: {"type": "string"}},
        "required": [parameter],
    }
    return Tool(id=name, name=name, description="", parameters=parameters, returns=returns)


@pytest.mark.parametrize(
    ("written", "states"),
    [("StopJob", {"STOPPED", "STOP_REQUESTED"}), ("UpdateJob", {"IN_PROGRESS", "COMPLETED"})],
)
def test_what_is_read_is_in_a_state_that_the_last_write_led_to(written, states):
    for seed in range(20):
        world = World(str(seed), datetime(2025, 1, 1))
        world.learn(Tool(id="", name=written), {"jobId": "job-123456"}, {"jobId": "job-123456"})
        read = world.answer(_job_tool("DescribeJob", "jobId"), {"jobId": "job-123456"}).value
        assert read["jobStatus"] in states


def test_what_began_just_now_goes_on_unless_it_has_something_to_show():
    found = {"type": "array", "items": {"type": "object", "properties": {"id": STATE}}}
    seen = set()
    for seed in range(20):
        for results in ({}, {"faces": {**found, "minItems": 1}}):
            world = World(str(seed), datetime(2025, 1, 1))
            world.learn(Tool(id="", name="StartJob"), {}, {"jobId": "job-123456"})
            tool = _job_tool("DescribeJob", "jobId", **results)
            tool.returns["required"] += list(results)
            state = world.answer(tool, {"jobId": "job-123456"}).value["jobStatus"]
            seen.add((bool(results), state))
    assert seen == {(False, "IN_PROGRESS"), (True, "IN_PROGRESS"), (True, "COMPLETED")}


def test_a_filter_for_a_state_leaves_no_time_that_contradicts_it():
    job = _job_tool("x", "x", endTime=MOMENT).returns
    returns = {"type": "object", "properties": {"jobs": {"type": "array", "items": job}}}
    tool = _job_tool("ListJobs", "jobStatus")
    tool = Tool(
        id="l", name="ListJobs", description="", parameters=tool.parameters, returns=returns
    )
    for seed in range(20):
        for state, ended in (("IN_PROGRESS", False), ("COMPLETED", True)):
            answer = World(str(seed), datetime(2025, 1, 1)).answer(tool, {"jobStatus": state})
            for each in answer.value.get("jobs", ()):
                assert (each["jobStatus"], "endTime" in each) == (state, ended)


def test_a_state_that_the_call_says_is_taken_over():
    for state in STATE["enum"]:
        tool = _job_tool("UpdateJob", "jobStatus")
        answer = World("w", datetime(2025, 1, 1)).answer(tool, {"jobStatus": state})
        assert answer.value["jobStatus"] == state


def test_states_in_lists_are_narrowed_too():
    item = {"type": "object", "properties": {"status": {"enum": ["ACTIVE", "ERROR"]}}}
    listed = {"type": "object", "properties": {"places": {"type": "array", "items": item}}}
    narrowed = stated(listed, named_effect("DeletePlaces"))["properties"]["places"]["items"]
    assert narrowed["properties"]["status"]["enum"] == ["ACTIVE"]


POST = {"type": "object", "properties": {"status": {"type": "string"}}}
PUBLISHED = ["LIVE", "DRAFT", "SCHEDULED", "IN_REVIEW"]


def states_after(name, description, enum=None, field=""):
    schema = {"type": "string", "description": field, **({"enum": enum} if enum else {})}
    returns = {"type": "object", "properties": {"status": schema}}
    narrowed = stated(returns, named_effect(name), name, description)
    return narrowed["properties"]["status"].get("enum")


@pytest.mark.parametrize(
    ("name", "description", "states"),
    [
        ("posts_revert", "Reverts a published post to draft state. See IN_REVIEW.", ["DRAFT"]),
        ("posts_set", "Sets the state of a post to `IN_REVIEW`.", ["IN_REVIEW"]),
        ("posts_markAsDraft", "Marks it.", ["DRAFT"]),
        ("posts_publish", "Publishes a post.", ["LIVE"]),
        ("posts_approve", "Marks a post as not draft.", ["LIVE"]),
        ("posts_move", "Moves a post to live storage.", PUBLISHED),
        ("posts_move", "Marks a post as not scheduled.", ["LIVE", "DRAFT", "IN_REVIEW"]),
        ("posts_get", "Gets a post to draft state.", PUBLISHED),
    ],
)
def test_a_state_that_a_tool_names_or_means_is_the_one(name, description, states):
    assert states_after(name, description, PUBLISHED) == states


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("suspend_user", ["SUSPENDED"]),
        ("activate_user", ["ACTIVE"]),
        ("deactivate_user", ["INACTIVE"]),
        ("resume_user", ["ACTIVE"]),
        ("archive_user", ["ARCHIVED"]),
    ],
)
def test_verbs_lead_to_the_states_that_they_mean(name, states):
    assert states_after(name, "", ["ACTIVE", "INACTIVE", "SUSPENDED", "ARCHIVED"]) == states


def test_described_states_count_as_declared_ones():
    told = "The status of the curtains (e.g., opened, closed)"
    assert states_after("close_curtains", "", field=told) == ["closed"]
    assert states_after("pause_cache", "", field="The current state of the cache.") == ["paused"]
    assert states_after("pause_cache", "", field="State of the request.") is None
    assert states_after("tag_cache", "", field="The current state of the cache.") is None


@pytest.mark.parametrize(
    ("taken", "allowed"),
    [
        (STATES, {"CREATING", "ACTIVE"}),
        (["ACTIVE", "FAILED"], {"ACTIVE"}),
        (["FAILED"], {"FAILED"}),
    ],
)
def test_a_state_that_a_later_call_takes_fits_as_far_as_that_call_can_take_it(taken, allowed):
    tool = Tool(id="t", name="StartJob", parameters={"type": "object"}, returns=JOB)
    feeds = [RequiredOutput("job.jobStatus", {"type": "string", "enum": taken})]
    for seed in "abcdefgh":
        answer = World(seed, datetime(2026, 3, 10)).answer(tool, {}, feeds).value
        assert answer["job"]["jobStatus"] in allowed
