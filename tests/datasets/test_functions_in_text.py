"""Definitions of functions in the middle of a text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.functions_in_text import functions_in_text

ONE = {"name": "get_weather", "description": "Weather.", "parameters": {"type": "object"}}
TWO = {"type": "function", "function": {"name": "get_time", "arguments": {}}}


@pytest.mark.parametrize(
    "text",
    [
        f"Use these: {json.dumps(ONE)}\n\n{json.dumps(TWO, indent=2)} please",
        f"<tools>[{json.dumps(ONE)}, {json.dumps(TWO)}]</tools>",
        f"{json.dumps(ONE)}{json.dumps(TWO)}",
        f"write {{name}} or [this] or {{}} {json.dumps(ONE)} [1] {json.dumps([TWO, 3])}",
    ],
)
def test_they_are_found_one_by_one_or_in_lists(text: str) -> None:
    assert list(functions_in_text(text)) == [ONE, TWO]


@pytest.mark.parametrize(
    "value",
    [
        {"name": "Ann"},
        {"parameters": {}},
        {"name": 3, "parameters": {}},
        {"function": {"name": "f"}},
        {"tools": [ONE]},
        [[ONE]],
    ],
)
def test_other_json_is_passed_over(value: Any) -> None:
    assert list(functions_in_text(f"x {json.dumps(value)} y")) == []


def test_what_is_cut_short_hides_nothing_after_it() -> None:
    cut = '{"name": "f", "parameters": {'
    assert list(functions_in_text(f"{cut} {json.dumps(ONE)}")) == [cut, ONE]
    assert list(functions_in_text(f"{cut} and no more")) == [f"{cut} and no more"]
    assert list(functions_in_text("[" * 1100 + json.dumps(ONE))) == [ONE]


@given(
    st.lists(st.sampled_from([ONE, TWO, {"a": [1, {}]}, 3]), max_size=4),
    st.text(st.characters(exclude_characters="{[")),
)
def test_none_is_lost_between_other_words(values: list[Any], between: str) -> None:
    text = between + between.join(json.dumps(value) + " " for value in values)
    assert list(functions_in_text(text)) == [value for value in values if value in (ONE, TWO)]


@pytest.mark.parametrize(
    "broken",
    [
        '{"name": "f", "parameters": {"who": {"example": {"name": "Ann", "description": "A"}}},}',
        '{"name": "f", "description": "say } or {", "parameters": {}, }',
        '{"type": "function", "function": {"name": "g", "parameters": {} oops}}',
        '{"function": {"name": "g", "parameters": {\'a\': 1}}}',
    ],
)
def test_a_broken_definition_is_told_as_its_text_and_hides_no_other(broken: str) -> None:
    assert list(functions_in_text(f"Use {broken}\n{json.dumps(ONE)}")) == [broken, ONE]
    assert list(functions_in_text(f"[{json.dumps(ONE)}, {broken}]")) == [ONE, broken]


@given(st.text(alphabet='{}[]":, anme\\', max_size=40))
def test_whatever_else_stands_there_is_passed_over(text: str) -> None:
    assert [found for found in functions_in_text(text) if not isinstance(found, str)] == []
