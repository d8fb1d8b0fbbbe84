"""A model's story is taken only when it fits the plan."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from scripted import ScriptedModel
from toolmind.errors import ReplyError
from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link, Scenario, Tool
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.write import write_scenario

STRING = {"type": "string"}
TOOLS = {
    "find": Tool(
        id="find",
        name="find",
        description="Find a hotel.",
        parameters={"type": "object", "properties": {"city": STRING}, "required": ["city"]},
        returns={"type": "object", "properties": {"hotel_id": STRING}},
    ),
    "book": Tool(
        id="book",
        name="book",
        description="Book a hotel.",
        parameters={
            "type": "object",
            "properties": {"hotel_id": STRING, "nights": {"type": "integer", "minimum": 1}},
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
GOOD: dict[str, Any] = {
    "persona": "Ada.",
    "intent": "A weekend away.",
    "steps": [
        {"goal": "find a hotel.", "known": {"city": "Paris"}},
        {"goal": "book it", "known": {"nights": 2}},
    ],
}


async def write(model: ScriptedModel, plan: Plan = PLAN) -> Scenario:
    return await write_scenario(plan, TOOLS, model, load_prompt("scenario"))


def story(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


async def test_a_good_story_becomes_a_scenario() -> None:
    scenario = await write(ScriptedModel(GOOD))
    assert [step.goal for step in scenario.steps] == ["find a hotel", "book it"]
    assert scenario.steps[1].known == {"nights": 2}
    assert scenario.steps[1].links == PLAN.chain.links
    assert scenario.index == 7


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("not JSON", "could not be used"),
        (story(steps=GOOD["steps"][:1]), "2 steps are needed, not 1"),
        (story(steps=[GOOD["steps"][0], {"goal": "b", "known": {"nights": 0}}]), "'nights': 0"),
        (story(steps=[GOOD["steps"][0], {"goal": "b", "known": {}}]), "no value for nights"),
        (
            story(steps=[GOOD["steps"][0], {"goal": "b", "known": {"nights": 1, "x": 1}}]),
            "there is no parameter 'x'",
        ),
        (
            story(steps=[GOOD["steps"][0], {"goal": "b", "known": {"nights": 1, "hotel_id": "h"}}]),
            "'hotel_id' comes from an earlier result",
        ),
        ({"persona": "Ada."}, "intent"),
    ],
)
async def test_a_bad_story_is_sent_back_with_the_reason(bad: object, reason: str) -> None:
    model = ScriptedModel(bad, GOOD)
    assert (await write(model)).intent == GOOD["intent"]
    assert reason in model.requests[1].messages[-1].content


async def test_all_faults_of_a_story_are_told_at_once() -> None:
    model = ScriptedModel(
        story(
            steps=[
                {"goal": "a", "known": {"x": 1}},
                {"goal": "b", "known": {"nights": "two", "hotel_id": "h"}},
            ]
        ),
        GOOD,
    )
    await write(model)
    told = model.requests[1].messages[-1].content
    assert told.count("\n- ") >= 4
    assert all(words in told for words in ("'x'", "'nights'", "'hotel_id'", "no value for"))


async def test_a_model_that_never_tells_a_good_one_is_given_up() -> None:
    with pytest.raises(ReplyError) as caught:
        await write(ScriptedModel("no", "no", "no"))
    assert caught.value.code == "reply.malformed_json"


async def test_calls_made_at_once_must_differ() -> None:
    twice = msgspec.structs.replace(
        PLAN,
        parallel=True,
        chain=Chain(id="c", tools=("find", "find")),
        wanted=(("city",), ("city",)),
    )

    def cities(*names: str) -> dict[str, Any]:
        return story(steps=[{"goal": "find a hotel", "known": {"city": name}} for name in names])

    model = ScriptedModel(cities("Paris", "Paris"), cities("Paris", "Rome"))
    scenario = await write(model, twice)
    assert [step.known["city"] for step in scenario.steps] == ["Paris", "Rome"]
    assert "steps 1 and 2 are the same call" in model.requests[1].messages[-1].content


async def test_calls_that_are_not_made_at_once_may_say_the_same() -> None:
    twice = msgspec.structs.replace(
        PLAN, chain=Chain(id="c", tools=("find", "find")), wanted=(("city",), ("city",))
    )
    same = story(steps=[{"goal": "find a hotel", "known": {"city": "Paris"}}] * 2)
    assert len((await write(ScriptedModel(same), twice)).steps) == 2


async def test_a_plan_says_how_wishes_come_up_and_what_is_told_when_asked() -> None:
    plan = msgspec.structs.replace(PLAN, manner="gradually", withheld={1: ("nights",)})
    scenario = await write(ScriptedModel(GOOD), plan)
    assert scenario.manner == "gradually"
    assert [step.withheld for step in scenario.steps] == [(), ("nights",)]


async def test_what_the_plan_decides_stands_in_the_scenario() -> None:
    plan = msgspec.structs.replace(
        PLAN,
        tools=("weather", "find"),
        implied=(0,),
        rulings={1: "confirm"},
        policy="Ask first.",
        demand="Asking is required.",
    )
    made = await write(ScriptedModel(GOOD), plan)
    assert (made.tools, made.policy, made.demand) == (plan.tools, plan.policy, plan.demand)
    assert [(step.implied, step.ruling) for step in made.steps] == [(True, ""), (False, "confirm")]
