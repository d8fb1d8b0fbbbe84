"""Toucan rows are OpenAI's as text, with older or other words for calls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolmind.datasets.forms.toucan import Toucan

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
ASK = {"role": "user", "content": "hi"}
TOLD = {"role": "assistant", "content": "Done."}
CALL = {"name": "f", "arguments": '{"a": 1}'}
OLDER = [
    {"role": "assistant", "content": "", "function_call": CALL},
    {"role": "function", "name": "f", "content": "[]"},
]
SFT = [
    {"role": "tool_call", "content": str(CALL)},
    {"role": "tool_response", "content": "[]"},
]


def row(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"uuid": "u", "messages": json.dumps(messages), "tools": json.dumps([TOOL])}


def test_it_is_known_by_its_texts_and_its_uuid() -> None:
    assert Toucan().fits(row(ASK))
    for change in ({"messages": []}, {"tools": []}, {"tools": None}):
        assert not Toucan().fits({**row(ASK), **change})
    assert not Toucan().fits({key: value for key, value in row(ASK).items() if key != "uuid"})


@pytest.mark.parametrize("played", [OLDER, SFT], ids=["released", "sft"])
def test_its_calls_and_results_are_read(played: list[dict[str, Any]]) -> None:
    dialogue = Toucan().dialogue(row(ASK, *played, TOLD))
    _, made, result, last = dialogue.messages
    assert [(call.name, call.arguments) for call in made.tool_calls] == [("f", '{"a": 1}')]
    assert (result.role, result.tool_call_id) == ("tool", made.tool_calls[0].id)
    assert last.content == "Done." and dialogue.learnt == {1, 3}
    assert dialogue.without_id == 0 and dialogue.tools == (TOOL,)


def test_its_tools_are_text() -> None:
    assert list(Toucan().tools(row(ASK))) == [TOOL]
