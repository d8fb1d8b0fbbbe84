"""What the writer is told: enough for a story, cut short, the same for all scenarios first."""

from __future__ import annotations

import json
from itertools import takewhile
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from scripted import blocks
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Failure, Link, Schema, Tool
from toolmind.scenarios.personas import Persona
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.writer_prompt import render
from toolmind.schema.strict import closed

STRING = {"type": "string"}
LONG = "It does this. " * 100
WORDS = {"title": "City", "description": "Where. " * 100}
FIND = Tool(
    id="find",
    name="find",
    description=LONG,
    domain="Travel",
    parameters={
        "type": "object",
        "properties": {"city": {**STRING, **WORDS}, "place": {"$ref": "#/$defs/place"}},
        "required": ["city"],
        "$defs": {"place": {"type": "object", "description": "A place."}},
    },
    returns={
        "type": "object",
        "properties": {
            **dict.fromkeys("abcdefgh", STRING),
            "ids": {"type": "array", "description": "Keys.", "items": STRING},
        },
    },
)
BOOK = Tool(
    id="book",
    name="book",
    description="Book.",
    parameters={"type": "object", "properties": {"id": STRING, "nights": {"type": "integer"}}},
)
PLAN = Plan(
    index=0,
    kind="multi_step",
    chain=Chain(
        id="c",
        tools=("find", "book"),
        links=(Link(src=0, src_output="ids[]", dst=1, dst_input="id"),),
    ),
    wanted=(("city",), ("nights",)),
    clock="2025-03-04T09:30",
    seed=1,
)


def prompt_of(plan: Plan = PLAN, state: Any = None, records: Any = None, who: str = "Ada") -> str:
    return render(
        plan,
        {"find": FIND, "book": BOOK},
        Persona(text=who),
        "de",
        state or {},
        records or {},
        load_prompt("scenario"),
    )


def told(plan: Plan = PLAN, **more: Any) -> dict[str, Any]:
    return blocks(prompt_of(plan, **more))


def start_of(one: str, other: str) -> str:
    """What two texts begin with alike."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in alike)


def test_a_situation_says_when_it_is_who_speaks_and_how() -> None:
    assert told()["Situation"] == {
        "now": "2025-03-04T09:30",
        "weekday": "Tuesday",
        "person": "Ada",
        "language": "de",
    }


def test_what_is_the_same_for_all_scenarios_stands_first() -> None:
    alike = start_of(prompt_of(), prompt_of(replace(PLAN, clock="2026-01-01T10:00")))
    assert alike.rindex("## Situation") > alike.rindex("## Chain")
    other = replace(PLAN, chain=Chain(id="d", tools=("book",)), wanted=((),))
    shared = start_of(prompt_of(), prompt_of(other, who="Bob"))
    assert "## World" in shared and len(shared) > 0.5 * len(prompt_of())


def test_parts_that_not_every_story_has_are_told_of_last() -> None:
    """So that what stands before them is the same for all."""
    asking = replace(
        PLAN, referred={1: ("nights",)}, revised={1: ("nights",)}, vague=frozenset({1})
    )
    records = {"room": closed({"id": STRING})}
    shared = start_of(prompt_of(), prompt_of(asking, records=records))
    more = prompt_of(asking, records=records)[len(shared) :].partition("## World")[0]
    assert "`acceptance`" in shared and len(shared) > 3 * len(more)
    assert all(f"{name}`" in more for name in ("records", "first_told", "meant", "vague_goal"))


def test_a_step_says_what_its_tool_is_for_and_what_the_person_gives() -> None:
    first, second = told()["Chain"].values()
    assert (first["tool"], first["domain"]) == ("find", "Travel")
    assert len(first["description"]) <= 450 and first["description"].endswith("this.")
    city = first["person gives"]["city"]
    assert city.keys() == {"type", "description"} and len(city["description"]) <= 150
    assert second["person gives"] == {"nights": {"type": "integer"}}
    assert second.keys() == {"tool", "domain", "description", "person gives", "from results"}


def test_definitions_are_shown_where_a_fact_refers_to_them() -> None:
    lists = {"type": "array", "items": {"$ref": "#/$defs/place"}}
    parameters = {**FIND.parameters, "properties": {"city": STRING, "places": lists}}
    tools = {"find": replace(FIND, parameters=parameters), "book": BOOK}
    plan = replace(PLAN, wanted=(("city", "places"), ()))
    text = render(plan, tools, Persona(text=""), "en", {}, {}, load_prompt("scenario"))
    gives = blocks(text)["Chain"]["step_1"]["person gives"]
    assert gives == {"city": STRING, "places": {**lists, "$defs": FIND.parameters["$defs"]}}


def test_of_what_the_plan_asks_for_nowhere_nothing_is_said() -> None:
    parts = ("name", "first_told", "meant", "vague_goal", "records")
    bare = prompt_of()
    assert not any(f"- `{part}`" in bare for part in parts)
    asking = replace(PLAN, revised={0: ("city",)}, referred={1: ("id",)}, vague=(0,))
    text = prompt_of(asking, records={"find": {"properties": {}}})
    assert all(f"- `{part}`" in text for part in parts[1:])


def test_few_outputs_are_named_those_that_are_taken_first() -> None:
    assert told()["Chain"]["step_1"]["returns"] == ["ids[]", *"abcde"]


def test_a_link_is_described_and_a_list_as_its_items_are() -> None:
    items = {**STRING, "description": "Its key."}
    returns = {"type": "object", "properties": {"ids": {"type": "array", "items": items}}}
    tools = {"find": replace(FIND, returns=returns), "book": BOOK}
    for output in ("ids[]", "ids"):
        chain = replace(PLAN.chain, links=(replace(PLAN.chain.links[0], src_output=output),))
        text = render(
            replace(PLAN, chain=chain), tools, Persona(text=""), "", {}, {}, load_prompt("scenario")
        )
        (link,) = blocks(text)["Chain"]["step_2"]["from results"]
        several = {"chosen": "one of several"} if output == "ids[]" else {}
        assert link == {"input": "id", "is": f"{output} of step_1 (Its key.)", **several}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"demand": "Ask first."}, "Ask first."),
        ({"policy": "No dogs."}, "No dogs."),
        ({"parallel": True}, "at the same time"),
        ({"manner": "gradually"}, "one after the other"),
        ({"withheld": {1: ("nights",)}}, "Of step_2 the person says nights only when asked"),
        ({"implied": (0,)}, "does not ask for step_1"),
        ({"failures": {1: Failure(times=2)}}, "step_2 will fail at first"),
        ({"failures": {0: Failure(times=None)}}, "step_1 will fail every time"),
    ],
)
def test_what_a_plan_decides_is_asked_of_the_story(changes: dict[str, Any], words: str) -> None:
    assert told()["Asked"] == []
    (asked,) = told(replace(PLAN, **changes))["Asked"]
    assert words in asked


def test_a_plan_without_steps_says_so() -> None:
    none = replace(PLAN, chain=Chain(id="c", tools=()), wanted=(), demand="No call is right.")
    shown = told(replace(none, manner="gradually"))
    assert shown["Chain"] == {} and len(shown["Asked"]) == 2
    assert any("There is no step" in one for one in shown["Asked"])


def test_of_a_world_that_is_there_enough_is_shown() -> None:
    state = {"hotels": [{"name": "x" * 300, "rooms": list(range(50))}] * 30}
    shown = told(state=state)
    assert shown["World"] == {"hotels": [{"name": "x" * 200, "rooms": list(range(20))}] * 20}
    assert "`World` is what exists" in shown["Asked"][0]


def test_the_fields_of_records_are_shown() -> None:
    records = {"hotel": closed({"name": STRING})}
    assert told(records=records)["Records"] == {"hotel": {"name": STRING}}


WORLDS = st.recursive(
    st.none() | st.integers(-9, 9) | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner),
)


@given(WORLDS)
def test_a_small_world_is_shown_as_it_is(value: Any) -> None:
    state = {"things": value}
    assert orjson.dumps(state) in prompt_of(state=state).encode()


def test_the_forms_of_records_are_shown_with_what_stands_within_a_thing() -> None:
    item = closed({"sku": STRING})
    order = closed({"id": STRING, "ship_to": closed({"city": STRING}), "items": many(item)})
    shown = told(records={"order": order})["Records"]["order"]
    assert list(shown) == ["id", "ship_to", "items"]
    assert shown["ship_to"]["properties"] == {"city": STRING}
    assert shown["items"]["items"]["properties"] == {"sku": STRING}
    assert shown["items"]["maxItems"] == 3
    assert "additionalProperties" not in json.dumps(shown)


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item, "maxItems": 3}
