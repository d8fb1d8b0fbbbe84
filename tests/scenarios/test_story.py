"""A model's story, read: what is taken of it, and what is held against it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from toolmind.records import Chain, Schema, Tool
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.story import Rejected, Story, read_story

STRING: Schema = {"type": "string"}
FACTS: dict[str, Schema] = {
    "city": STRING,
    "nights": {"type": "integer", "minimum": 1},
    "day": {"type": "string", "format": "date"},
    "tags": {"type": "array", "items": STRING},
    "room": {"type": "object"},
    "hotel_id": STRING,
    "hotel_ids": {"type": "array", "items": STRING},
    "booking_id": STRING,
}
VALUES: dict[str, Any] = {"city": "Paris", "nights": 2, "day": "2025-03-05", "hotel_id": "h1"}


def tool(name: str) -> Tool:
    return Tool(id=name, name=name, parameters={"type": "object", "properties": FACTS})


TOOLS = {name: tool(name) for name in ("find_hotels", "create_booking", "weather", "getRate")}


def plan_of(*wanted: tuple[str, ...], tool: str = "find_hotels", **more: Any) -> Plan:
    """A plan of as many calls of one tool as there are tuples of facts."""
    return Plan(
        index=0,
        kind="multi_step",
        chain=Chain(id="c", tools=(tool,) * len(wanted)),
        wanted=wanted,
        clock="2025-03-04T09:30",
        seed=1,
        **more,
    )


def step(goal: str = "find one", spoken: str = "", **known: Any) -> dict[str, Any]:
    said = {path: {"value": value, "spoken": spoken} for path, value in known.items()}
    return {"goal": goal, "known": said}


def reply(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("occupation", "background", "style", "intent"), "Some words.")
    lists: dict[str, Any] = {"unknown": [], "constraints": [], "acceptance": []}
    keyed = {f"step_{at}": one for at, one in enumerate(steps, start=1)}
    return {"story": {**texts, **lists, "steps": keyed, **changes}}


def read(told: Any, plan: Plan, state: Any = None) -> Story:
    story = read_story(told, plan, TOOLS, state or {})
    assert isinstance(story, Story)
    return story


def fault(told: Any, plan: Plan, state: Any = None) -> str:
    """What a model is told of a story that is not taken."""
    with pytest.raises(ValueError) as caught:
        read_story(told, plan, TOOLS, state or {})
    return str(caught.value)


def test_a_brief_story_is_one_with_less_in_it() -> None:
    told = {
        "story": {
            "intent": "A weekend away.",
            "steps": {"step_1": {"known": {"city": {"value": "Paris"}}, "goal": "find one"}},
        }
    }
    story = read(told, plan_of(("city",)))
    assert (story.goals, story.known, story.spoken) == (("find one",), ({"city": "Paris"},), ({},))
    assert (story.background, story.acceptance, story.records) == ("", {}, {})
    told["story"]["intent"] = "Have find_hotels find by hotel_ids and a room."
    assert fault(told, plan_of(("city",))).startswith("`intent` names find_hotels,")
    told["story"]["intent"] = "Find by hotel_ids and a room."
    assert fault(told, plan_of(("city",))).startswith("`intent` names hotel_ids,")
    told["story"]["intent"] = "on and on " * 24
    assert fault(told, plan_of(("city",))) == "`intent` is cut off: say it in fewer words"


def test_what_a_person_wants_speaks_of_no_step_and_where_there_is_a_demand_of_no_assistant() -> (
    None
):
    counted = reply(step("do Step 2"), intent="see step_1, as no two steps are the same")
    assert fault(counted, plan_of(())).count("speaks of steps") == 2
    assert "speaks of steps" in fault(reply(step("do both steps")), plan_of(()))
    for honest in ("count my steps", "sync all steps of last week to my watch"):
        assert read(reply(step(honest)), plan_of(())).goals
    led = reply(step("rest"), intent="The assistant must find out.")
    assert read(led, plan_of(())).intent
    assert "tells of the assistant" in fault(led, plan_of((), demand="To ask is right."))


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("the one in Rome", True),
        ("Rex", True),
        ("C12345", False),
        ("one of several", False),
        ("明天下午3点的预约", True),
    ],
)
def test_what_is_meant_is_said_in_words(said: str, fits: bool) -> None:
    plan = plan_of((), referred={0: ("hotel_id",)})
    told = reply({**step(), "meant": {"hotel_id": said}})
    if fits:
        assert read(told, plan).references == ({"hotel_id": said},)
    else:
        assert fault(told, plan) == "step_1: meant hotel_id: say in words which one is meant"


def test_a_value_that_stands_in_for_one_is_none() -> None:
    assert "'your_city' is to be filled in" in fault(
        reply(step(city="your_city")), plan_of(("city",))
    )
    assert "says what id it is" in fault(
        reply(step(hotel_id="Ann's hotel")), plan_of(("hotel_id",))
    )


# --- words ------------------------------------------------------------------------------------

WORDS = st.text(alphabet="ab \n\t.", max_size=12)


@given(WORDS, st.lists(WORDS, max_size=4))
def test_words_come_in_one_line_and_those_of_a_list_once(text: str, texts: list[str]) -> None:
    told = reply(
        step("do  it\nnow. "), background=text, unknown=texts, constraints=texts, acceptance=texts
    )
    story = read(told, plan_of(()))
    assert story.background.split() == text.split()
    assert story.background == " ".join(text.split())
    assert story.goals == ("do it now",)
    for found in (story.unknown, story.constraints, story.acceptance):
        assert len(set(found)) == len(found)
        assert set(found) == {" ".join(one.split()) for one in texts} - {""}


def test_a_criterion_names_the_step_that_writes_it_where_one_does() -> None:
    told = [
        {"says": " It is \n booked", "by": "step_2"},
        {"says": "all is well", "by": "none"},
        {"says": " ", "by": "step_1"},
    ]
    plan = plan_of((), (), tool="create_booking")
    story = read(reply(step(), step("book it"), acceptance=told), plan)
    assert story.acceptance == {"It is booked": 1, "all is well": None}


def test_a_chain_is_rejected_with_a_reason_in_one_line() -> None:
    told = {"story": {"reject": " no one\nwants this "}}
    assert read_story(told, plan_of(()), TOOLS, {}) == Rejected("no one wants this")
    assert "give a reason" in fault({"story": {"reject": " "}}, plan_of(()))


@pytest.mark.parametrize(
    ("tool", "goal", "names"),
    [
        ("find_hotels", "call find_hotels", True),
        ("find_hotels", "find hotels", False),
        ("getRate", "use getRate", True),
        ("getRate", "get the rate", False),
        ("weather", "know the weather", False),
    ],
)
def test_a_goal_has_the_words_of_people_not_those_of_programs(
    tool: str, goal: str, names: bool
) -> None:
    plan = plan_of((), tool=tool)
    if names:
        assert fault(reply(step(goal)), plan) == (
            f"step_1: `goal` names {tool}, as programs do: the person knows no such name"
        )
    else:
        assert read(reply(step(goal)), plan).goals == (goal,)


# --- values -----------------------------------------------------------------------------------


@given(st.lists(st.dictionaries(st.sampled_from(sorted(VALUES)), st.none()), max_size=3))
def test_what_is_known_stands_at_its_step_with_its_value(drawn: list[dict[str, None]]) -> None:
    plan = plan_of(*(tuple(paths) for paths in drawn), demand="None is needed.")
    known = [{path: VALUES[path] for path in paths} for paths in drawn]
    story = read(reply(*(step(**values) for values in known)), plan)
    assert story.known == tuple(known)
    assert story.spoken == ({},) * len(known), "values that are not said otherwise"


def test_each_wrong_value_is_told_with_its_place() -> None:
    told = reply(step(nights=0), step(nights="two", city=3))
    found = fault(told, plan_of(("nights",), ("nights", "city")))
    assert [line.split(": ")[:2] for line in found.strip().split("\n")] == [
        ["- step_1", "nights"],
        ["- step_2", "nights"],
        ["- step_2", "city"],
    ]


@pytest.mark.parametrize(
    ("path", "value", "spoken", "kept"),
    [
        ("nights", 2, "two nights", True),
        ("nights", 2, "three nights", False),
        ("nights", 2, "2", False),
        ("nights", 2, " ", False),
        ("day", "2025-03-05", "tomorrow", True),
        ("day", "2025-03-05", "yesterday", False),
        ("day", "2025-03-05", "next to nothing", False),
        ("tags", ["sea", "quiet"], "quiet, by the sea", True),
        ("tags", ["sea", "quiet"], "by the sea", False),
        ("room", {"bed": "double"}, "one with a double bed", True),
        ("room", {"bed": "double"}, "one with a bed", False),
        ("hotel_id", "h-17", "number h-17", True),
        ("hotel_id", "h-17", "the one I had", False),
    ],
)
def test_words_are_taken_for_a_value_that_is_in_them(
    path: str, value: Any, spoken: str, kept: bool
) -> None:
    told = reply(step(spoken=spoken, **{path: value}))
    assert read(told, plan_of((path,))).spoken == (
        {path: " ".join(spoken.split())} if kept else {},
    )


STATE = {"hotels": {"h1": {"rooms": [{"room_id": 7}]}}, "bookings": []}


@pytest.mark.parametrize(
    ("tool", "path", "value", "unknown"),
    [
        ("find_hotels", "hotel_id", "h1", False),
        ("find_hotels", "hotel_id", "h2", True),
        ("find_hotels", "hotel_id", "7", False),
        ("find_hotels", "hotel_ids", ["h1"], False),
        ("find_hotels", "hotel_ids", ["h1", "h2"], True),
        ("find_hotels", "city", "Rome", False),
        ("create_booking", "booking_id", "b1", False),
        ("create_booking", "hotel_id", "h2", True),
        ("find_hotels", "booking_id", "b1", True),
    ],
)
def test_ids_are_those_of_the_world_where_it_is_known_but_of_what_is_made(
    tool: str, path: str, value: Any, unknown: bool
) -> None:
    plan, told = plan_of((path,), tool=tool), reply(step(**{path: value}))
    assert read(told, plan).known == ({path: value},), "nothing is known of the world"
    if unknown:
        assert f"step_1: {path}: `World` has no {value!r}" in fault(told, plan, STATE)
    else:
        assert read(told, plan, STATE).known == ({path: value},)


@given(st.lists(st.integers(1, 3), min_size=1, max_size=4))
def test_calls_made_at_once_are_told_apart(nights: list[int]) -> None:
    told = reply(*(step(nights=many) for many in nights))
    plan = plan_of(*[("nights",)] * len(nights), parallel=True)
    again = len(nights) - len(set(nights))
    if not again:
        assert [one["nights"] for one in read(told, plan).known] == nights
        return
    found = fault(told, plan)
    assert found.count("are the same call") == again
    for at, many in enumerate(nights):
        if many in nights[:at]:
            assert f"step_{nights.index(many) + 1} and step_{at + 1} are the same call" in found


@pytest.mark.parametrize(
    ("first", "wrong"),
    [(3, ""), (2, "give another value"), (0, "first_told nights: "), ("2", "first_told nights: ")],
)
def test_what_is_told_first_is_valid_and_another_value(first: Any, wrong: str) -> None:
    plan = plan_of(("nights",), revised={0: ("nights",)})
    told = reply(step(nights=2) | {"first_told": {"nights": first}})
    if wrong:
        assert wrong in fault(told, plan)
    else:
        assert read(told, plan).first_told == ({"nights": 3},)


def test_a_day_is_told_at_first_as_a_day() -> None:
    plan = plan_of(("city",), revised={0: ("city",)})
    told = step(city="2025-05-23 at noon")
    assert "a day is due" in fault(
        reply(told | {"first_told": {"city": "They are in Rome."}}), plan
    )
    assert read(reply(told | {"first_told": {"city": "2025-05-24 at noon"}}), plan).first_told


def test_references_vague_words_and_records_are_kept() -> None:
    plan = replace(plan_of((), ()), referred={1: ("hotel_id",)}, vague=(0,))
    more = {"meant": {"hotel_id": "the one\nby the sea"}}
    told = reply(step() | {"vague_goal": "look  around."}, step() | more, records={"a": [{}]})
    story = read(told, plan)
    assert story.references == ({}, {"hotel_id": "the one by the sea"})
    assert story.vague == ("look around", "")
    assert story.records == {"a": [{}]} and read(reply(step()), plan_of(())).records == {}
