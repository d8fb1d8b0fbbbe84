"""A scenario's lines can be read again, and say whether a call is expected."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Chain, Scenario, Step

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
def test_no_tool_fits_where_none_of_those_needed_is_shown(
    needed: list[str], shown: list[str]
) -> None:
    expected = needed != [] and set(needed).isdisjoint(shown)
    assert scenario(needed, shown).no_tool_fits == expected


def test_a_line_without_a_manner_is_told_at_once_and_an_unknown_one_is_refused() -> None:
    line = msgspec.json.encode(scenario(["a"], ["a"]))
    assert b"manner" not in line
    assert msgspec.json.decode(line, type=Scenario).manner == "at once"
    line = msgspec.json.encode(scenario(["a"], ["a"], manner="in passing"))
    with pytest.raises(msgspec.ValidationError, match="manner"):
        msgspec.json.decode(line, type=Scenario)
