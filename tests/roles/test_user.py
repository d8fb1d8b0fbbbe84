"""What the simulated user is told: facts by their words, references that can be understood."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from toolmind.prompts import load_prompt
from toolmind.records import Chain, Link, Manner, Scenario, Schema, Step, Tool
from toolmind.roles.user import brief

NAMES = ["city", "id", "status", "itemId", "item", "total"]


def schema(fields: list[str]) -> Schema:
    return {"type": "object", "properties": {field: {"type": "string"} for field in fields}}


def told(goals: list[str], returns: list[list[str] | None], output: str) -> dict[str, Any]:
    """Return how the last step's user refers to `output` of the first."""
    tools = {
        f"t{i}": Tool(
            id=f"t{i}",
            name=f"t{i}",
            parameters=schema(["into"]),
            returns=None if fields is None else schema(fields),
        )
        for i, fields in enumerate(returns)
    }
    last = len(goals) - 1
    link = Link(src=0, src_output=output, dst=last, dst_input="into")
    steps = tuple(
        Step(tool=f"t{i}", goal=goal, links=(link,) if i == last else ())
        for i, goal in enumerate(goals)
    )
    scenario = Scenario(
        id="s000000",
        index=0,
        kind="multi_step",
        chain=Chain(id="c", tools=tuple(tools), links=(link,)),
        steps=steps,
        tools=tuple(tools),
        intent="",
        persona="",
        clock="2026-03-14T09:30",
        seed=0,
    )
    wishes: Any = brief(scenario, tools)["wishes"]
    return wishes[last]["from results"][0]


@given(
    st.lists(st.lists(st.sampled_from(NAMES), min_size=1, unique=True), min_size=1, max_size=4),
    st.data(),
)
def test_an_earlier_wish_is_quoted_where_a_later_result_may_hold_the_same_words(
    between: list[list[str]], data: Any
) -> None:
    output = data.draw(st.sampled_from(NAMES))
    goals = [f"do thing {i}" for i in range(len(between) + 2)]
    reference = told(goals, [NAMES, *between, ["other"]], output)
    assert ("of" in reference) == any(output in fields for fields in between)


def test_a_tool_without_a_declared_result_may_answer_what_it_was_given() -> None:
    assert "of" in told(["a", "b", "c"], [["status"], None, ["x"]], "status")
    assert "of" in told(["a", "b", "c"], [["into"], None, ["x"]], "into")
    assert "of" not in told(["a", "b", "c"], [["city"], None, ["x"]], "city")


def test_as_many_words_are_quoted_as_tell_the_wish_from_the_others() -> None:
    start = "show all of the events that there are for a trip"
    goals = [f"{start} by bus to town", f"{start} by rail to town", "end it"]
    reference = told(goals, [["id"], ["id"], ["x"]], "id")
    assert reference["of"] == f"{start} by bus"
    reference = told([start, f"{start} by rail", "end it"], [["id"], ["id"], ["x"]], "id")
    assert reference["of"] == start


def test_no_quote_ends_on_a_word_that_begins_a_part() -> None:
    start = "show all events that somebody planned for the trips"
    goals = [f"{start} of a friend", f"{start} of a town", "end it"]
    assert told(goals, [["id"], ["id"], ["x"]], "id")["of"] == f"{start} of a friend"
    goals = ["show all events that somebody planned for a trip", "end", "end it"]
    assert told(goals, [["id"], ["id"], ["x"]], "id")["of"] == goals[0]


def test_the_user_is_told_how_to_bring_wishes_up() -> None:
    for manner in get_args(Manner):
        scenario = Scenario(
            id="s000000",
            index=0,
            kind="a kind of one's own",
            chain=Chain(id="c", tools=()),
            steps=(),
            tools=(),
            intent="",
            persona="",
            clock="2026-03-14T09:30",
            seed=0,
            manner=manner,
        )
        told = brief(scenario, {})
        assert (told["all at once"], told["any order"]) == {
            "at once": (True, False),
            "at the same time": (True, True),
            "gradually": (False, False),
        }[manner]
        assert all(f"`{key}`" in load_prompt("user").text for key in ("all at once", "any order"))
