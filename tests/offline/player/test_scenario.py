"""The embedded scenario writer's values."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.offline.player.dialogue import read
from toolmind.offline.player.scenario import goal, write
from toolmind.records import Message, Tool


def told(steps: list[dict[str, Any]], world: Any = None, records: Any = None) -> dict[str, Any]:
    blocks = {
        "World": world or {},
        "Chain": {f"step_{place}": step for place, step in enumerate(steps, start=1)},
        "Records": records or {},
        "Situation": {"now": "2025-03-04T09:30"},
    }
    written: Any = write(blocks, 5)
    assert written["reject"] is None
    return written["story"]  # type: ignore[no-any-return]


def known(steps: list[dict[str, Any]], world: Any = None) -> list[dict[str, Any]]:
    return [
        {path: said["value"] for path, said in step["known"].items()}
        for step in told(steps, world)["steps"].values()
    ]


def story(schema: dict[str, Any], times: int) -> list[dict[str, Any]]:
    step = {
        "tool": "find_hotel",
        "domain": "travel",
        "description": "Find a hotel.",
        "person gives": {"city": schema},
    }
    return known([step] * times)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "examples": ["Paris"]},
        {"type": "string", "default": "Paris", "description": "A city."},
        {"type": "string", "enum": ["Paris", "Rome", "Oslo", "Bern"]},
        {"type": "string", "description": "Name of the wine (e.g., Merlot, Malbec, Riesling)"},
    ],
)
def test_calls_made_at_once_have_different_values(schema: dict[str, Any]) -> None:
    values = story(schema, 4)
    assert all(each not in values[:position] for position, each in enumerate(values))


def test_where_the_schema_has_one_value_all_calls_have_it() -> None:
    assert story({"type": "string", "const": "Paris"}, 2) == [{"city": "Paris"}] * 2


def test_a_number_by_which_a_thing_is_known_stays_the_same_as_a_text() -> None:
    steps = [
        {
            "tool": tool,
            "description": f"Do {tool}.",
            "person gives": {"patient_id": {"type": kind}},
        }
        for tool, kind in (("first", "integer"), ("second", "string"))
    ]
    first, second = (values["patient_id"] for values in known(steps))
    assert isinstance(first, int)
    assert second == str(first)


def test_what_is_deleted_is_named_no_more() -> None:
    steps = [
        {
            "tool": name,
            "domain": "maps",
            "description": "",
            "person gives": {"key_code": {"type": "string"}},
        }
        for name in ("create_key", "get_key", "delete_key", "rotate_key")
    ]
    made, found, deleted, other = (step["key_code"] for step in known(steps))
    assert made == found == deleted != other


def test_in_a_world_that_is_there_values_are_those_of_its_things() -> None:
    ids = {"type": "string", "pattern": "^u[0-9]$"}
    steps = [
        {"tool": "get_user", "description": "Get a user.", "person gives": {"user_id": ids}},
        {"tool": "create_user", "description": "Make a user.", "person gives": {"user_id": ids}},
    ]
    world = {"users": {"u7": {"name": "Ada"}, "x": {"name": "not an id of that form"}}}
    found, made = known(steps, world)
    assert found == {"user_id": "u7"}
    assert made != found


def test_records_are_told_where_they_are_asked_for() -> None:
    step = {"tool": "get_user", "description": "Get a user.", "person gives": {}}
    asked = {"user": {"user_id": {"type": "string"}, "age": {"type": "integer"}}}
    (record,) = told([step], records=asked)["records"]["user"]
    assert record.keys() == asked["user"].keys()
    assert isinstance(record["age"], int)
    assert "known" not in told([step])["steps"]["step_1"]


@pytest.mark.parametrize(
    ("name", "description", "wish"),
    [
        (
            "GetJob",
            "GetJob retrieves details of a specific job.",
            "retrieve details of a specific job",
        ),
        (
            "GetItem",
            "The GetItem operation returns the attributes.",
            "return the attributes (item)",
        ),
        (
            "ListItems",
            "ListItems is part of a previous API. See the guide.",
            "list items",
        ),
        (
            "get_all",
            "Use this tool to find all modules of a course.",
            "find all modules of a course",
        ),
        (
            "areas_compute",
            "This method lets you retrieve insights about areas.",
            "retrieve insights about areas",
        ),
        (
            "drafts_delete",
            "Permanently deletes the given draft of a message.",
            "permanently delete the given draft of a message",
        ),
        (
            "put_rule",
            "Creates or updates a rule and returns the rule to the caller.",
            "create or update a rule and return the rule to the caller",
        ),
        (
            "batch",
            "Retrieves, inserts, and deletes several accounts in a request.",
            "retrieve, insert, and delete several accounts in a request",
        ),
        (
            "analyze_id",
            "Analyzes identity documents for relevant details.",
            "analyze identity documents for relevant details",
        ),
        (
            "storage_alerts_get",
            "Important: closed. The alert is returned if it exists.",
            "get storage alerts",
        ),
        (
            "abort_upload",
            "This operation aborts a multipart upload. As a result, parts are lost.",
            "abort a multipart upload",
        ),
        (
            "stop_actions",
            "This API works with: EC2, Container Suspends types of activity.",
            "suspend types of activity",
        ),
        (
            "delete_scaling_policy",
            "This API works with: EC2 (IQ) Deletes a scaling policy. To suspend policies, use"
            " StopActions. This operation suspends all policies for the fleet.",
            "delete a scaling policy",
        ),
        (
            "delete_policy",
            "Note: none is left. This operation lists all policies first.",
            "delete policy",
        ),
    ],
)
def test_a_wish_says_what_the_tool_does_without_naming_it(
    name: str, description: str, wish: str
) -> None:
    assert goal(name, description) == wish


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("calendars_update", "calendars_patch"),
        ("course_rubrics_update", "course_updateRubric"),
        ("languages_list", "projects_languages_list"),
    ],
)
def test_tools_of_one_description_get_wishes_that_find_them(first: str, second: str) -> None:
    shape = {"type": "object", "properties": {}}
    tools = [
        Tool(id=n, name=n, description="Updates metadata for a thing.", parameters=shape)
        for n in (first, second)
    ]
    steps = [
        {
            "tool": tool.name,
            "description": tool.description,
            "person gives": {},
        }
        for tool in tools
    ]
    written = told(steps)["steps"].values()
    for tool, step in zip(tools, written, strict=True):
        task = read([Message(role="user", content=f"Please {step['goal']}.")], tools).tasks[0]
        assert task.tool is tool
