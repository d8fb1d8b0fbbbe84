"""What a source yields, and how ids begin."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.sources.base import RawTool, SetAside, namespace


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Pet Store v1.2", "Pet-Store-v1.2"),
        ("café/menu", "cafe-menu"),
        ("-.a_b.-", "a_b"),
        ("名前", "source"),
        ("", "source"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_text_as_the_beginning_of_ids(text: str, begins: str) -> None:
    assert namespace(text) == begins


@given(st.text())
def test_whatever_the_text_ids_can_begin_with_it(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,60}", namespace(text))


def test_what_was_set_aside_is_a_line_that_can_be_read_again() -> None:
    aside = SetAside(file="a.jsonl", row=3, code="not-json", explanation="cut", name="f")
    assert msgspec.json.decode(msgspec.json.encode(aside), type=SetAside) == aside
    assert RawTool(value={}, file="a").row is None
