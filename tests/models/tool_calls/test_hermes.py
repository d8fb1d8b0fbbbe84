from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from toolmind.models.tool_calls.hermes import Hermes
from written_calls import (
    awkward,
    before,
    calls,
    check_read_or_refused,
    check_refused,
    check_round_trip,
)


@given(pairs=calls, text=before)
def test_round_trip(pairs: list[tuple[str, Any]], text: str) -> None:
    check_round_trip(Hermes(), pairs, text)


@given(text=awkward)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_read_or_refused(Hermes(), text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<tool_call>{}</tool_call>", "name"),
        ('<tool_call>{"name":"a","arguments":"{}"}</tool_call>', "object"),
        ('<tool_call>{"name":"a","arguments":{},"x":1}</tool_call>', "x"),
        ('<tool_call>{"name":"a","arguments":{}}', "not closed"),
        ('{"name":"a"}</tool_call>', "without"),
        ('<tool_call>{"name":"a","arguments":{}}</tool_call> done', "after"),
    ],
)
def test_near_misses_are_refused_with_a_reason(text: str, why: str) -> None:
    check_refused(Hermes(), text, why)
