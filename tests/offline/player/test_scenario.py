"""The embedded scenario writer's values."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.offline.player.dialogue import read
from toolmind.offline.player.scenario import write
from toolmind.records import Message, Tool


def told(steps: list[dict[str, Any]], world: Any = None, records: Any = None) -> dict[str, Any]:
    blocks = {
        "World": world or {},
        "Chain": {f"step_{place}": step for place, step in enumerate(steps, start=1)},
        "Records": records or {},
        "Situation": {"now": "2025-03-04T09:30"},
    }
    written: Any = write(blocks, 5)
    assert "reject" not in written["story"]
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


@pytest.mark.parametrize("revised", ["start", "end"])
def test_a_window_told_at_first_ends_after_it_begins(revised: str) -> None:
    moment = {"type": "string", "format": "date-time"}
    step = {
        "tool": "list_visits",
        "description": "Lists visits.",
        "person gives": {"start": moment, "end": moment},
        "first_told": [revised],
    }
    steps = told([step] * 4)["steps"].values()
    for one in steps:
        meant = {path: fact["value"] for path, fact in one["known"].items()}
        assert meant["start"] <= meant["end"]
        first = {**meant, **one["first_told"]}
        assert first["start"] <= first["end"] and first != meant
