"""Every message says whether it is trainable; thoughts are a part of the content."""

from __future__ import annotations

import orjson

from toolmind.formats.tinker import TinkerExporter
from trainer_rows import masked, parallel, written


def test_the_mark_is_on_every_message() -> None:
    (row,) = written(TinkerExporter(), masked())
    assert [message["trainable"] for message in row["messages"]] == [False, False, False, True]


def test_thoughts_are_a_part_and_tools_are_functions_only() -> None:
    (row,) = written(TinkerExporter(), parallel())
    assert row["messages"][2]["content"] == [
        {"type": "thinking", "thinking": "Two calls."},
        {"type": "text", "text": "Both."},
    ]
    assert isinstance(row["messages"][2]["tool_calls"][0]["function"]["arguments"], str)
    assert [tool["name"] for tool in orjson.loads(row["tools"])] == ["get_weather", "book_hotel"]
