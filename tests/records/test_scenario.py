"""A scenario's lines can be read again, and say whether a call is expected."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Chain, Failure, Link, Scenario, Step

TOOLS = st.sampled_from("abcd")


def scenario(needed: list[str], shown: list[str], **fields: object) -> Scenario:
    steps = tuple(Step(tool=tool, goal="") for tool in needed)
    return Scenario(
        id="s",
        index=0,
        kind="own",
        chain=Chain(id="c", tools=tuple(needed)),
        steps=steps,
        tools=tuple(shown),
        intent="",
        persona="",
        clock="2026-03-14T09:30",
        seed=0,
        **fields,
    )


@given(st.lists(TOOLS), st.lists(TOOLS, unique=True))
def test_no_call_is_expected_where_none_of_the_tools_needed_is_shown(
    needed: list[str], shown: list[str]
) -> None:
    expected = needed != [] and set(needed).isdisjoint(shown)
    assert scenario(needed, shown).no_call_expected == expected


def test_no_call_is_expected_where_no_tool_is_needed() -> None:
    assert scenario([], ["a"], demand="Small talk.").no_call_expected
    assert not scenario([], ["a"]).no_call_expected, "it says nothing of what is expected"


def test_what_is_expected_of_a_step_follows_from_policy_failures_and_what_it_takes() -> None:
    link = Link(src=1, src_output="id", dst=3, dst_input="id")
    whole = scenario(["a", "b", "c", "d", "a"], ["a", "b", "c", "d"])
    steps = list(whole.steps)
    steps[2] = msgspec.structs.replace(steps[2], ruling="refuse")
    steps[3] = msgspec.structs.replace(steps[3], links=(link,))
    steps[4] = msgspec.structs.replace(steps[4], ruling="confirm")
    planned = {0: Failure(times=2), 1: Failure(kind="permission", times=0)}
    made = msgspec.structs.replace(whole, steps=tuple(steps), failures=planned)
    assert made.expected() == ("success", "attempt", "none", "none", "success")


def test_a_line_without_a_manner_is_told_at_once_and_an_unknown_one_is_refused() -> None:
    line = msgspec.json.encode(scenario(["a"], ["a"]))
    assert b"manner" not in line
    assert msgspec.json.decode(line, type=Scenario).manner == "at once"
    line = msgspec.json.encode(scenario(["a"], ["a"], manner="in passing"))
    with pytest.raises(msgspec.ValidationError, match="manner"):
        msgspec.json.decode(line, type=Scenario)
