"""A row ends with the turn to learn."""

from __future__ import annotations

from dialogues import GOOD, kept
from toolmind.formats.nemo_rl import NeMoRLExporter
from trainer_rows import written


def test_a_row_is_a_turn_and_what_was_before_it() -> None:
    first, second = written(NeMoRLExporter(), kept(*GOOD))
    assert [message["role"] for message in first["messages"]] == ["user", "assistant"]
    assert len(second["messages"]) == 4
    arguments = first["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert arguments == {"city": "Paris", "date": "2025-03-06"}
    assert first["tools"][0]["function"]["name"] == "get_weather"
