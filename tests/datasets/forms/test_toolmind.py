"""The released ToolMind rows."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms.toolmind import ToolMind

CALL = {"function": {"name": "f", "arguments": {"city": "Paris"}}}


@pytest.mark.parametrize(
    ("conversations", "fits"),
    [([], True), ([{"role": "user"}], True), ([{"from": "human"}], False), (None, False)],
)
def test_it_is_known_by_the_role_of_its_first_message(conversations: Any, fits: bool) -> None:
    assert ToolMind().fits({"conversations": conversations}) == fits


def test_the_last_message_alone_is_learnt_and_its_reasoning_is_inline() -> None:
    turns = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "<think>a</think>", "tool_calls": [CALL]},
        {"role": "tool", "content": "{}"},
        {"role": "assistant", "content": "<think>b</think>Done."},
    ]
    dialogue = ToolMind().dialogue({"conversations": turns, "tools": []})
    assert dialogue.learnt == {3}
    assert [m.reasoning for m in dialogue.messages] == ["", "a", "", "b"]
    assert dialogue.without_id == 2
    assert ToolMind().dialogue({"conversations": turns[:3]}).learnt == frozenset()
