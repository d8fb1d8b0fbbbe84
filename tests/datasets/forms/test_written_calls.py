"""Calls that rows write as text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.forms.written_calls import python_calls, tagged_calls

TEXT = st.text("ab ,()[]{}'\"=\\\n", max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["f", "Get Weather", "v1/a.b", "from"])


@given(
    st.lists(st.tuples(NAMES, st.dictionaries(NAMES.filter(str.isidentifier), VALUES)), min_size=1),
    st.sampled_from([json.dumps, repr]),
)
def test_what_is_written_is_read_again(calls: list[tuple[str, dict[str, Any]]], write: Any) -> None:
    texts = [f"{name}({', '.join(f'{k}={write(v)}' for k, v in of.items())})" for name, of in calls]
    assert python_calls(f"[{', '.join(texts)}]") == [
        {"name": name, "arguments": arguments} for name, arguments in calls
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "Hello.",
        "[f(1)]",
        "[f(a=)]",
        "[f(a=b)]",
        "[f(a=1]",
        "f(a=1)",
        "[1, 2]",
        "[see (x)]!",
    ],
)
def test_another_text_is_no_list_of_calls(text: str) -> None:
    assert python_calls(text) is None


@given(TEXT)
def test_any_text_may_be_asked_about(text: str) -> None:
    python_calls(f"[f({text}")
    assert tagged_calls(text, "T")[1] == ""


def test_calls_in_tags_are_apart_from_the_words() -> None:
    assert tagged_calls("Sure. <T>[1]</T> Done.", "T") == ("Sure.  Done.", "[1]")
    assert tagged_calls("<T>[1]", "T") == ("", "[1]")
    assert tagged_calls('{"name": "f", "arguments": {}}', "T")[1]
    assert tagged_calls('{"name": "f"}', "T") == ('{"name": "f"}', "")
