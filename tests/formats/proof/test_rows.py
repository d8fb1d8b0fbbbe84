"""Messages as most chat templates want them."""

from __future__ import annotations

from dialogues import call, says
from toolmind.formats.proof.rows import template_messages


def test_arguments_are_objects_and_reasoning_is_apart() -> None:
    made, said = template_messages([call("f", {"a": 0.3}), says("Hi", reasoning="Why?")])
    assert made["tool_calls"][0]["function"]["arguments"] == {"a": 0.3}
    assert said == {"role": "assistant", "content": "Hi", "reasoning_content": "Why?"}
