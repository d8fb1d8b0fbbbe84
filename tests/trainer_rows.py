"""Rows as the formats of trainers write them, for their tests."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import orjson

from dialogues import call, kept, result, says, user
from toolmind.formats.base import KeptTrajectory
from toolmind.records import Message, ToolCall


def parallel() -> KeptTrajectory:
    """Thoughts, text and two calls at once, answered the other way round; then an answer."""
    calls = (
        ToolCall(id="call_0", name="get_weather", arguments='{"city": "Paris"}'),
        ToolCall(id="call_1", name="book_hotel", arguments='{"hotel_id": "h1"}'),
    )
    return kept(
        Message(role="system", content="Be brief."),
        user("Weather and room?"),
        Message(role="assistant", content="Both.", reasoning="Two calls.", tool_calls=calls),
        result("booked", "call_1"),
        result("clear", "call_0"),
        says("Clear, and booked."),
    )


def masked() -> KeptTrajectory:
    """A call that is masked, and an answer that is learnt by a quarter."""
    return kept(
        user("Paris?"),
        call("get_weather", {"city": "Rome"}, "call_0"),
        result("clear", "call_0"),
        msgspec.structs.replace(says("Clear."), weight=0.25),
        masked=("m1",),
    )


def written(exporter: Any, *rows: KeptTrajectory) -> list[Any]:
    """Return the rows as they stand in the file."""
    chats = exporter.chats(rows, Counter())
    return [orjson.loads(orjson.dumps(exporter.row(chat))) for chat in chats]


def left_out(exporter: Any, *rows: KeptTrajectory) -> dict[str, int]:
    """Return what is counted as left out."""
    counts = Counter[str]()
    assert list(exporter.chats(rows, counts)) == []
    return dict(counts)
