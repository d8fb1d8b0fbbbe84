"""ShareGPT rows: speakers, tools beside them, and a system text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolmind.datasets.forms.base import RowError
from toolmind.datasets.forms.sharegpt import ShareGPT

TOOL = {"name": "f", "parameters": {"type": "object"}}
SAID = [
    {"from": "human", "value": "hi"},
    {"from": "function_call", "value": '{"name": "f", "arguments": {"a": 1}}'},
    {"from": "observation", "value": "[]"},
    {"from": "gpt", "value": "Done."},
]


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ({"conversations": SAID}, True),
        ({"messages": SAID}, True),
        ({"conversations": [{"role": "user"}]}, False),
        ({"messages": [{"role": "user"}]}, False),
        ({"conversations": []}, False),
        ({}, False),
    ],
)
def test_it_is_known_by_its_speakers(row: dict[str, Any], fits: bool) -> None:
    assert ShareGPT().fits(row) is fits


@pytest.mark.parametrize("column", ["conversations", "messages"])
@pytest.mark.parametrize("tools", [[TOOL], json.dumps([TOOL])])
def test_a_dialogue_is_read_with_its_calls_and_results(column: str, tools: Any) -> None:
    dialogue = ShareGPT().dialogue({column: SAID, "tools": tools})
    asked, made, result, last = dialogue.messages
    assert [m.role for m in dialogue.messages] == ["user", "assistant", "tool", "assistant"]
    assert (asked.content, last.content) == ("hi", "Done.")
    assert [(call.name, call.arguments) for call in made.tool_calls] == [("f", '{"a":1}')]
    assert result.tool_call_id == made.tool_calls[0].id
    assert dialogue.learnt == {1, 3} and dialogue.tools == (TOOL,) and dialogue.without_id == 0


@pytest.mark.parametrize(
    ("row", "system"),
    [
        ({"system": "Be brief."}, ["Be brief."]),
        ({"system": ""}, []),
        ({"system": None}, []),
        ({}, []),
    ],
)
def test_a_system_text_goes_before_it(row: dict[str, Any], system: list[str]) -> None:
    messages = ShareGPT().dialogue({**row, "conversations": SAID}).messages
    assert [m.content for m in messages if m.role == "system"] == system


def test_a_system_message_in_it_comes_before_a_column() -> None:
    said = [{"from": "system", "value": "Own."}, *SAID]
    messages = ShareGPT().dialogue({"system": "Other.", "conversations": said}).messages
    assert [m.content for m in messages if m.role == "system"] == ["Own."]


def test_marks_say_what_is_learnt() -> None:
    said = [SAID[0], {**SAID[3], "loss": False}, SAID[0], {**SAID[3], "loss": True}]
    assert ShareGPT().dialogue({"conversations": said}).learnt == {3}


def test_its_tools_are_a_column() -> None:
    assert list(ShareGPT().tools({"tools": json.dumps([TOOL])})) == [TOOL]
    with pytest.raises(RowError, match="no `tools`"):
        list(ShareGPT().tools({"conversations": SAID}))
