"""Definitions are found in the middle of any text, and other JSON is passed over."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dataset_rows import PLAIN, SECOND, spec
from toolmind.datasets.functions_in_text import functions_in_text


@given(st.text(alphabet=st.characters(blacklist_characters="{}[]\"'"), max_size=20))
def test_definitions_are_found_one_by_one_in_lists_and_in_tags(between: str) -> None:
    one, two = json.dumps(PLAIN, indent=1), json.dumps(spec(SECOND))
    for text in (f"{one}{between}{two}", f"<tools>[{one}, {two}]</tools>"):
        assert list(functions_in_text(f"{between}{text}{between}")) == [PLAIN, spec(SECOND)]


@given(st.text(alphabet='{}[]":, anme\\', max_size=40))
def test_whatever_else_stands_there_is_passed_over(text: str) -> None:
    assert list(functions_in_text(text)) == []
    assert list(functions_in_text('{"name": "call", "arguments": 1} {"city": ["Paris"]}'))[1:] == []
