"""The form of a story: all that a plan asks for and no more, and no valid value shut out."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Chain, Schema, Tool
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.story_schema import answer_schema, answerable, step_key
from toolmind.schema import problems
from toolmind.schema.strict import closed, strict_mode_takes

STRING: Schema = {"type": "string"}
TOOLS = {
    "find": Tool(
        id="find",
        name="find",
        parameters={
            "type": "object",
            "properties": {"city": STRING, "stars": {"type": "integer", "minimum": 1}},
            "required": ["city", "stars"],
        },
    ),
    "ping": Tool(id="ping", name="ping"),
}
PLAN = Plan(
    index=0,
    kind="multi_step",
    chain=Chain(id="c", tools=("find", "ping")),
    wanted=(("city", "stars"), ()),
    revised={0: ("stars",)},
    referred={1: ("trip_id",)},
    vague=(1,),
    clock="2025-03-04T09:30",
    seed=1,
)
SORTS = {"hotel": closed({"name": STRING})}
STORY: dict[str, Any] = {
    "occupation": "baker",
    "background": "It was a long winter.",
    "style": "short",
    "intent": "A weekend away.",
    "steps": {
        "step_1": {
            "goal": "find a hotel",
            "known": {
                "city": {"value": "Paris", "spoken": ""},
                "stars": {"value": 3, "spoken": "three stars"},
            },
            "first_told": {"stars": 4},
        },
        "step_2": {"goal": "ask", "vague_goal": "look", "meant": {"trip_id": "the last one"}},
    },
    "unknown": [],
    "constraints": ["no hostel"],
    "acceptance": [],
    "records": {"hotel": [{"name": "Ritz"}]},
}


def faults(story: Any) -> list[str]:
    return problems(answer_schema(PLAN, TOOLS, SORTS), {"story": story})


def keys(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The paths of all keys of an object, but those of lists' items."""
    inner = value.items() if isinstance(value, dict) else ()
    return [found for key, below in inner for found in ((*path, key), *keys(below, (*path, key)))]


@given(st.integers(0, 50))
def test_steps_are_counted_from_one(position: int) -> None:
    assert step_key(position) == f"step_{position + 1}"


def test_a_story_that_holds_what_the_plan_asks_for_or_a_reason_fits() -> None:
    assert faults(STORY) == []
    assert faults({"reject": "no one wants this"}) == []
    assert strict_mode_takes(answer_schema(PLAN, TOOLS, SORTS))


def test_a_criterion_names_its_step_where_a_step_writes() -> None:
    writes = {**TOOLS, "ping": Tool(id="ping", name="create_trip")}
    schema = answer_schema(PLAN, writes, SORTS)
    assert strict_mode_takes(schema)
    for by, fits in (("none", True), ("step_2", True), ("step_1", False)):
        told = {**STORY, "acceptance": [{"says": "a trip is there", "by": by}]}
        assert bool(problems(schema, {"story": told})) != fits, by


def test_the_form_of_facts_of_a_plain_type_is_sent_once() -> None:
    schema = answer_schema(PLAN, TOOLS, SORTS)
    story = schema["properties"]["story"]["anyOf"][0]["properties"]
    told = [
        fact
        for step in story["steps"]["properties"].values()
        for fact in step["properties"].get("known", {}).get("properties", {}).values()
    ]
    assert told
    for fact in told:
        value = schema["$defs"][fact["$ref"].rpartition("/")[2]] if "$ref" in fact else fact
        assert set(value["properties"]) == {"value", "spoken"}
        plain = value["properties"]["value"].keys() == {"type"}
        assert plain == ("$ref" in fact)


@pytest.mark.parametrize("path", keys(STORY), ids=".".join)
def test_no_key_may_be_left_out_and_none_added_anywhere(path: tuple[str, ...]) -> None:
    less = deepcopy(STORY)
    within = less
    for key in path[:-1]:
        within = within[key]
    value = within.pop(path[-1])
    assert faults(less)
    within |= {path[-1]: value, "more": value}
    assert faults(less)
    del within["more"]
    assert faults(less) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("intent", None),
        ("constraints", ["no"] * 5),
        ("records", {"hotel": []}),
        ("records", {"hotel": [{"name": "Ritz"}] * 3}),
        ("records", {"hotel": [{"name": 3}]}),
    ],
)
def test_parts_that_are_of_another_form_do_not_fit(key: str, value: Any) -> None:
    assert faults(STORY | {key: value})


def test_values_are_bound_to_the_types_and_ranges_of_their_facts() -> None:
    for part, value in (
        ("known", {"city": {"value": "Paris", "spoken": ""}, "stars": {"value": 0, "spoken": ""}}),
        ("first_told", {"stars": "four"}),
    ):
        bad = deepcopy(STORY)
        bad["steps"]["step_1"][part] = value
        assert faults(bad)


BRIEF: dict[str, Any] = {
    "intent": "A weekend away.",
    "steps": {
        "step_1": {
            "known": {"city": {"value": "Paris"}, "stars": {"value": 3}},
            "first_told": {"stars": 4},
            "goal": "find a hotel",
        },
        "step_2": {"meant": {"trip_id": "the last one"}, "goal": "ask", "vague_goal": "look"},
    },
}


def test_a_brief_story_has_its_intent_and_steps_and_texts_that_end() -> None:
    schema = answer_schema(PLAN, TOOLS, {}, brief=True)
    assert problems(schema, {"story": BRIEF}) == []
    assert problems(schema, {"story": {"reject": "no one wants this"}}) == []
    assert problems(schema, {"story": {**BRIEF, "intent": "on and on " * 100}})
    assert problems(schema, {"story": {**BRIEF, "background": "It was a long winter."}})
    long = deepcopy(BRIEF)
    long["steps"]["step_1"]["known"]["city"]["value"] = "x" * 1000
    assert problems(schema, {"story": long})


@pytest.mark.parametrize(
    ("length", "held"),
    [
        ({}, (0, 240)),
        ({"minLength": 12, "maxLength": 12}, (12, 12)),
        ({"maxLength": 9000}, (0, 240)),
        ({"minLength": 900}, (None, None)),
    ],
)
def test_values_of_a_brief_story_are_as_long_as_theirs_may_be(
    length: Schema, held: tuple[int | None, int | None]
) -> None:
    for schema, found in (
        ({"type": "string", **length}, answerable({"type": "string", **length}, brief=True)),
        (length, answerable({"type": "array", "items": STRING | length}, brief=True)["items"]),
    ):
        assert (found.get("minLength"), found.get("maxLength")) == held, schema
    assert answerable({"type": "string", **length}) == STRING


def test_a_plan_without_steps_and_records_asks_for_none() -> None:
    plan = Plan(
        index=0,
        kind="no_tool_needed",
        chain=Chain(id="c", tools=()),
        wanted=(),
        demand="No call is right.",
        clock="2025-03-04T09:30",
        seed=1,
    )
    story = {key: value for key, value in STORY.items() if key != "records"} | {"steps": {}}
    assert problems(answer_schema(plan, {}, {}), {"story": story}) == []


# --- values ----------------------------------------------------------------------------------


def _numbers() -> st.SearchStrategy[tuple[Schema, Any]]:
    return st.tuples(st.integers(-9, 9), st.integers(0, 9), st.integers(0, 9)).map(
        lambda drawn: (
            {"type": "integer", "minimum": drawn[0], "maximum": drawn[0] + drawn[1] + drawn[2]},
            drawn[0] + drawn[1],
        )
    )


def _lists(
    inner: st.SearchStrategy[tuple[Schema, Any]],
) -> st.SearchStrategy[tuple[Schema, Any]]:
    return st.tuples(inner, st.integers(0, 12), st.booleans()).map(
        lambda drawn: (
            {"type": "array", "items": drawn[0][0]}
            | ({"minItems": drawn[1], "maxItems": drawn[1]} if drawn[2] else {}),
            [drawn[0][1]] * (drawn[1] if drawn[2] else min(drawn[1], 8)),
        )
    )


def _objects(
    inner: st.SearchStrategy[tuple[Schema, Any]],
) -> st.SearchStrategy[tuple[Schema, Any]]:
    def made(parts: dict[str, tuple[tuple[Schema, Any], bool]]) -> tuple[Schema, Any]:
        required = [name for name, (_, needed) in parts.items() if needed]
        properties = {name: schema for name, ((schema, _), _) in parts.items()}
        value = {name: value for name, ((_, value), _) in parts.items()}
        return {"type": "object", "properties": properties, "required": required}, value

    return st.dictionaries(st.sampled_from("abc"), st.tuples(inner, st.booleans()), max_size=3).map(
        made
    )


SCALARS: st.SearchStrategy[tuple[Schema, Any]] = st.one_of(
    st.text().map(lambda text: (STRING, text)),
    st.sampled_from(
        [
            ({"type": "string", "format": "date"}, "2025-03-04"),
            ({"type": "string", "format": "email", "title": "T"}, "a@example.org"),
            ({"type": "string", "pattern": "^a+$", "maxLength": 3}, "aa"),
            ({"enum": ["a", 1, None]}, None),
            ({"const": True}, True),
            ({"type": ["string", "null"]}, None),
            ({"anyOf": [STRING, {"type": "array"}]}, [1]),
            ({"oneOf": [STRING, {"type": "object"}]}, {"a": 1}),
            ({"description": "Anything."}, 2.5),
        ]
    ),
    _numbers(),
)
VALUES = st.recursive(SCALARS, lambda inner: st.one_of(_lists(inner), _objects(inner)))


@given(VALUES)
def test_what_is_valid_under_a_schema_is_valid_under_what_is_left_of_it(
    drawn: tuple[Schema, Any],
) -> None:
    schema, value = drawn
    assert problems(schema, value) == []
    assert problems(answerable(schema), value) == []


def test_references_are_followed_and_words_left_out() -> None:
    schema: Schema = {
        "$ref": "#/$defs/when",
        "$defs": {"when": {"type": "string", "format": "date-time", "description": "When."}},
    }
    assert answerable(schema) == {"type": "string", "format": "date-time"}


def test_a_list_without_an_end_is_given_one() -> None:
    assert answerable({"type": "array", "items": STRING})["maxItems"] == 8
    assert answerable({"type": "array", "items": STRING, "minItems": 12})["maxItems"] == 12
    assert answerable({"type": "array", "items": STRING, "maxItems": 20})["maxItems"] == 20


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    node: Schema = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}
    left = answerable({**node, "$defs": {"node": node}})
    assert problems(left, {"next": {"next": {}}}) == []
    assert left["additionalProperties"] is False
