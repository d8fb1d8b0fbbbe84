from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given

from toolmind.models.tool_calls.qwen_xml import QwenXml
from written_calls import (
    awkward,
    before,
    calls,
    check_read_or_refused,
    check_refused,
    check_round_trip,
)


def has_end_tag(value: Any) -> bool:
    return "</" in orjson.dumps(value).decode() or "<tool_call>" in orjson.dumps(value).decode()


@given(pairs=calls, text=before)
def test_round_trip(pairs: list[tuple[str, Any]], text: str) -> None:
    pairs = [(name, {k: v for k, v in a.items() if not has_end_tag(v)}) for name, a in pairs]
    check_round_trip(QwenXml(), pairs, text)


@given(text=awkward)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_read_or_refused(QwenXml(), text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('<tool_call>{"name":"a","arguments":{}}</tool_call>', "function"),
        ("<tool_call><function=a>hello</function></tool_call>", "parameter"),
        (
            "<tool_call><function=get_weather><parameter=count>many</parameter></function>"
            "</tool_call>",
            "'count' is not JSON",
        ),
        (
            "<tool_call><function=f><parameter=a>1</parameter><parameter=a>2</parameter>"
            "</function></tool_call>",
            "twice",
        ),
    ],
)
def test_near_misses_are_refused_with_a_reason(text: str, why: str) -> None:
    check_refused(QwenXml(), text, why)
