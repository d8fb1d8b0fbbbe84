"""A model's story is taken only when it fits the plan."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from scripted import ScriptedModel, blocks
from toolmind.config import ScenariosConfig
from toolmind.errors import ChainRejected, ReplyError
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Failure, Link, Scenario, Tool
from toolmind.scenarios.personas import Personas
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.story import Story, read_story
from toolmind.scenarios.write import ScenarioWriter
from toolmind.schema import problems
from toolmind.schema.strict import strict_mode_takes

STRING = {"type": "string"}
TOOLS = {
    "find": Tool(
        id="find",
        name="find",
        description="Find a hotel.",
        parameters={"type": "object", "properties": {"city": STRING}, "required": ["city"]},
        returns={
            "type": "object",
            "properties": {"hotel_id": {**STRING, "description": "Its key."}},
        },
    ),
    "book": Tool(
        id="book",
        name="book",
        description="Book a hotel.",
        parameters={
            "type": "object",
            "properties": {
                "hotel_id": {**STRING, "description": "Which hotel."},
                "nights": {"type": "integer", "minimum": 1},
            },
            "required": ["hotel_id", "nights"],
        },
    ),
    "other": Tool(id="other", name="find", description="Find something else."),
    "twin": Tool(id="twin", name="book_it", description="Books the hotel. It is kept for a day."),
    "weather": Tool(id="weather", name="weather", description="Tell the weather."),
}
PLAN = Plan(
    index=7,
    kind="multi_step",
    chain=Chain(
        id="c",
        tools=("find", "book"),
        links=(Link(src=0, src_output="hotel_id", dst=1, dst_input="hotel_id"),),
    ),
    wanted=(("city",), ("nights",)),
    clock="2025-03-04T09:30",
    seed=1,
)
TEXTS = {
    "occupation": "baker",
    "background": "It has been a long winter.",
    "style": "short",
    "intent": "A weekend away.",
    "unknown": [],
    "constraints": ["no hostel"],
    "acceptance": [],
}


def step(goal: str, **known: Any) -> dict[str, Any]:
    said = {path: {"value": value, "spoken": ""} for path, value in known.items()}
    return {"goal": goal, "known": said}


def story(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    keyed = {f"step_{place}": each for place, each in enumerate(steps, start=1)}
    return {"story": {**TEXTS, "steps": keyed, **changes}}


FIND, BOOK = step("find a hotel.", city="Paris"), step("book it", nights=2)
GOOD = story(FIND, BOOK)


async def write(
    model: ScriptedModel,
    plan: Plan = PLAN,
    state: Any = None,
    records: bool = False,
    **settings: Any,
) -> Scenario:
    writer = ScenarioWriter(
        TOOLS,
        model,
        load_prompt("scenario"),
        Personas(0),
        ScenariosConfig(**settings),
        keeps_records=records,
    )
    return await writer.write(plan, state or {})


async def test_a_good_story_becomes_a_scenario() -> None:
    booked = {"says": "a room is booked", "by": "step_2"}
    known = {"says": "the baker knows the way", "by": "none"}
    scenario = await write(ScriptedModel(story(FIND, BOOK, acceptance=[booked, known])))
    assert [step.goal for step in scenario.steps] == ["find a hotel", "book it"]
    assert scenario.steps[1].known == {"nights": 2}
    assert scenario.steps[1].links == PLAN.chain.links
    assert scenario.index == 7
    assert (scenario.background, scenario.style) == (TEXTS["background"], "short")
    assert scenario.constraints == ("no hostel",)
    assert scenario.acceptance == ("a room is booked", "the baker knows the way")
    assert scenario.acceptance_steps == {0: 1}
    assert scenario.checker == {}
    assert scenario.initial_state == {}


async def test_the_checker_is_that_of_the_kind_or_else_of_the_configuration() -> None:
    everywhere = {"type": "state", "expected": {"rooms": 1}}
    found = await write(ScriptedModel(GOOD), checker=everywhere)
    assert found.checker == everywhere
    own = {"type": "state", "writes": []}
    planned = replace(PLAN, checker=own)
    found = await write(ScriptedModel(GOOD), planned, checker=everywhere)
    assert found.checker == own


async def test_the_person_is_the_one_drawn_with_an_occupation_that_fits() -> None:
    drawn = Personas(0).draw(7)
    scenario = await write(ScriptedModel(GOOD))
    assert scenario.persona == drawn.text.replace(drawn.occupation, "baker")
    kept = await write(ScriptedModel(story(FIND, BOOK, occupation="")))
    assert kept.persona == drawn.text


async def test_of_a_world_that_is_there_the_person_is_one_whom_the_writer_names() -> None:
    drawn, state = Personas(0).draw(7), {"guests": [{"name": "Ada Nu"}]}
    model = ScriptedModel(story(FIND, BOOK, name="Ada Nu"))
    scenario = await write(model, state=state)
    assert scenario.persona == f"Ada Nu, baker, {drawn.manner}."
    situation = blocks(model.prompts[0])["Situation"]
    assert (situation["person"], situation["spare name"]) == (drawn.manner, drawn.name)
    assert drawn.name not in drawn.manner and drawn.occupation not in drawn.manner


async def test_the_writer_sees_results_and_links_described_and_what_is_asked() -> None:
    model = ScriptedModel(GOOD)
    plan = replace(PLAN, withheld={1: ("nights",)}, failures={0: Failure(times=1)})
    await write(model, plan)
    told = blocks(model.prompts[0])
    assert told["Chain"]["step_1"]["returns"] == ["hotel_id"]
    (link,) = told["Chain"]["step_2"]["from results"]
    assert link == {"input": "hotel_id (Which hotel.)", "is": "hotel_id of step_1 (Its key.)"}
    assert told["Chain"]["step_2"]["person gives"].keys() == {"nights"}
    asked = " ".join(told["Asked"])
    assert "step_2" in asked and "nights only when asked" in asked and "step_1 will fail" in asked


async def test_the_form_of_the_answer_is_that_of_the_plan() -> None:
    model = ScriptedModel(GOOD)
    await write(model)
    form = model.requests[0].response_schema
    assert form is not None and strict_mode_takes(form)
    assert problems(form, GOOD) == []
    for wrong in (story(FIND), story(FIND, step("b")), story(FIND, step("b", nights="two"))):
        assert problems(form, wrong)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("not JSON", "could not be used"),
        (story(FIND), '"step_2" is a required property'),
        (story(FIND, step("b", nights=0)), "nights"),
        (story(FIND, step("b")), '"nights" is a required property'),
        (story(FIND, step("", nights=1)), "`goal` is empty"),
        (story(FIND, step("use book_it", nights=1), intent=" "), "`intent` is empty"),
        ({"story": {"reject": " "}}, "`reject` is empty"),
        ({"persona": "Ada."}, "story"),
    ],
)
async def test_a_bad_story_is_sent_back_with_the_reason(bad: object, reason: str) -> None:
    model = ScriptedModel(bad, GOOD)
    assert (await write(model)).intent == TEXTS["intent"]
    assert reason in model.requests[1].messages[-1].content


async def test_a_goal_does_not_name_its_tool() -> None:
    named = replace(PLAN, chain=Chain(id="c", tools=("twin",)), wanted=((),))
    model = ScriptedModel(story({"goal": "call book_it"}), story({"goal": "book the room"}))
    assert (await write(model, named)).steps[0].goal == "book the room"
    assert "names book_it, as programs do" in model.requests[1].messages[-1].content


async def test_all_faults_of_a_story_are_told_at_once() -> None:
    strict = {"type": "string", "pattern": "^[A-Z]{3}$"}
    tools = {n: replace(TOOLS["find"], id=n, name=n, parameters=_one(strict)) for n in "ab"}
    plan = replace(PLAN, chain=Chain(id="c", tools=("a", "b")), wanted=(("city",), ("city",)))
    bad = story(step("", city="Paris"), step("b", city="Rome"))
    with pytest.raises(ValueError) as caught:
        read_story(bad, plan, tools, {})
    told = str(caught.value)
    assert told.count("\n- ") == 3
    assert all(words in told for words in ("step_1: `goal`", "step_1: city", "step_2: city"))


def _one(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"city": schema}, "required": ["city"]}


async def test_what_is_merely_superfluous_is_left_out() -> None:
    more = story(FIND, step("book it", nights=2, hotel_id="h", x=1), mood="good")
    more["story"]["steps"]["step_2"]["why"] = "because"
    model = ScriptedModel(more)
    assert (await write(model)).steps[1].known == {"nights": 2}
    assert not model.faults


async def test_words_are_kept_where_the_value_is_in_them() -> None:
    def said(value: Any, spoken: str) -> dict[str, Any]:
        return story(FIND, {"goal": "b", "known": {"nights": {"value": value, "spoken": spoken}}})

    for spoken, kept in (("two nights", True), ("three nights", False), ("2", False)):
        scenario = await write(ScriptedModel(said(2, spoken)))
        assert scenario.steps[1].spoken == ({"nights": spoken} if kept else {})


async def test_words_that_repeat_what_a_parameter_is_are_dropped() -> None:
    text = "The number of nights that the guest wants to stay"
    nights = {"type": "integer", "description": text}
    tools = {"book": replace(TOOLS["book"], parameters=_one(nights))}
    plan = replace(PLAN, chain=Chain(id="c", tools=("book",)), wanted=(("city",),))

    def spoken(words: str) -> dict[str, str]:
        told = story({"goal": "b", "known": {"city": {"value": 2, "spoken": words}}})
        read = read_story(told, plan, tools, {})
        assert isinstance(read, Story)
        return read.spoken[0]

    assert spoken("the number of nights the guest wants to stay is 2") == {}
    assert spoken("two nights, the guest says") == {"city": "two nights, the guest says"}


async def test_a_chain_that_makes_no_sense_is_rejected() -> None:
    with pytest.raises(ChainRejected, match="a hotel is no ship"):
        await write(ScriptedModel({"story": {"reject": "a hotel is no ship"}}))


async def test_of_a_world_that_is_there_only_ids_are_taken_that_it_has() -> None:
    alone = replace(PLAN, chain=Chain(id="c", tools=("book",)), wanted=(("hotel_id", "nights"),))
    made_up, there = (
        story(step("b", hotel_id=hotel, nights=1), name="Ada Nu") for hotel in ("h9", "h1")
    )
    model = ScriptedModel(made_up, there)
    scenario = await write(model, alone, {"hotels": {"h1": {"stars": 3}}})
    assert scenario.steps[0].known["hotel_id"] == "h1"
    assert "`World` has no 'h9'" in model.requests[1].messages[-1].content
    assert blocks(model.prompts[0])["World"] == {"hotels": {"h1": {"stars": 3}}}


async def test_a_world_that_is_played_begins_with_the_records_told() -> None:
    told = {"hotel": [{"hotel_id": "h1"}]}
    model = ScriptedModel(story(FIND, BOOK, records=told))
    assert (await write(model, records=True)).initial_state == {"records": told}
    assert blocks(model.prompts[0])["Records"] == {"hotel": {"hotel_id": STRING}}


async def test_people_speak_the_languages_asked_for() -> None:
    model = ScriptedModel(GOOD)
    assert (await write(model, languages={"en": 0, "de": 1})).language == "de"
    assert blocks(model.prompts[0])["Situation"]["language"] == "de"


async def test_a_model_that_never_tells_a_good_one_is_given_up() -> None:
    with pytest.raises(ReplyError) as caught:
        await write(ScriptedModel("no", "no", "no"))
    assert caught.value.code == "reply.malformed_json"


async def test_calls_made_at_once_must_differ() -> None:
    twice = replace(
        PLAN,
        parallel=True,
        chain=Chain(id="c", tools=("find", "find")),
        wanted=(("city",), ("city",)),
    )

    def cities(*names: str) -> dict[str, Any]:
        return story(*(step("find a hotel", city=name) for name in names))

    model = ScriptedModel(cities("Paris", "Paris"), cities("Paris", "Rome"))
    scenario = await write(model, twice)
    assert [step.known["city"] for step in scenario.steps] == ["Paris", "Rome"]
    assert "step_1 and step_2 are the same call" in model.requests[1].messages[-1].content


async def test_calls_that_are_not_made_at_once_may_say_the_same() -> None:
    twice = replace(PLAN, chain=Chain(id="c", tools=("find", "find")), wanted=(("city",),) * 2)
    assert len((await write(ScriptedModel(story(FIND, FIND)), twice)).steps) == 2


async def test_a_plan_says_how_wishes_come_up_and_what_is_told_when_asked() -> None:
    plan = replace(PLAN, manner="gradually", withheld={1: ("nights",)})
    scenario = await write(ScriptedModel(GOOD), plan)
    assert scenario.manner == "gradually"
    assert [step.withheld for step in scenario.steps] == [(), ("nights",)]


async def test_what_the_plan_decides_stands_in_the_scenario() -> None:
    plan = replace(
        PLAN,
        tools=("weather", "find"),
        implied=(0,),
        rulings={1: "confirm"},
        policy="Ask first.",
        demand="Asking is required.",
    )
    model = ScriptedModel(GOOD)
    made = await write(model, plan)
    assert (made.tools, made.policy, made.demand) == (plan.tools, plan.policy, plan.demand)
    assert [(step.implied, step.ruling) for step in made.steps] == [(True, ""), (False, "confirm")]
    asked = " ".join(blocks(model.prompts[0])["Asked"])
    assert "Ask first." in asked and "Asking is required." in asked
    assert "does not ask for step_1" in asked


async def test_a_change_of_mind_a_reference_and_a_vague_wish_are_told_where_they_are_planned() -> (
    None
):
    plan = replace(
        PLAN, revised={1: ("nights",)}, referred={1: ("hotel_id",)}, vague=(0,), beside=("weather",)
    )
    vague = {"vague_goal": "look something up."}

    def changed(first: Any) -> dict[str, Any]:
        more = {"first_told": {"nights": first}, "meant": {"hotel_id": "the one by  the sea"}}
        return story(FIND | vague, BOOK | more)

    model = ScriptedModel(GOOD, changed(2), changed(5))
    made = await write(model, plan)
    assert made.steps[1].first_told == {"nights": 5}
    assert made.steps[1].references == {"hotel_id": "the one by the sea"}
    assert [step.vague for step in made.steps] == ["look something up", ""]
    assert "another value than in `known`" in model.requests[2].messages[-1].content
    chain = blocks(model.prompts[0])["Chain"]
    assert chain["step_1"]["also fits"] == ["weather: Tell the weather."]
    assert chain["step_2"]["meant"] == ["hotel_id"]


async def test_what_needs_no_tool_has_no_steps() -> None:
    plan = replace(PLAN, chain=Chain(id="c", tools=()), wanted=(), demand="No call is right.")
    assert (await write(ScriptedModel(story()), plan)).steps == ()


async def test_a_brief_story_asks_for_less_and_shows_tools_in_words() -> None:
    brief = {
        "intent": "A weekend away.",
        "steps": {
            "step_1": {"known": {"city": {"value": "Paris"}}, "goal": "find a hotel"},
            "step_2": {"known": {"nights": {"value": 2}}, "goal": "book it"},
        },
    }
    model = ScriptedModel({"story": brief})
    plan = replace(PLAN, demand="To ask is right.", failures={0: Failure(times=1)})
    scenario = await write(model, plan, records=True, story="brief")
    assert [one.known for one in scenario.steps] == [{"city": "Paris"}, {"nights": 2}]
    assert scenario.persona == Personas(0).draw(7).plain().text
    told, full = model.prompts[0], ScriptedModel(GOOD)
    await write(full, plan)
    asked = blocks(told)
    assert asked["Records"] == {} and asked["Asked"] == []
    assert [one["tool"] for one in asked["Chain"].values()] == ["find", "book"]
    for part in ("background", "style", "spoken", "constraints", "acceptance", "records"):
        assert f"- `{part}`" not in told, part
    assert "- `background`" in full.prompts[0]
