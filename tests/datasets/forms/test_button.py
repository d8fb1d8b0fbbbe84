"""BUTTON rows have definitions in the system message, and calls in texts."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms.button import Button

FUNCTION = '{"name": "f", "parameters": {}}'
SYSTEM = {"role": "system", "content": f"Tools: <tool>[{FUNCTION}]</tool>"}
ASK = {"role": "user", "content": "hi"}
CALL = {"role": "assistant", "content": '<call>[{"name": "f", "arguments": {}}]</call>'}


def test_it_is_known_by_its_first_message() -> None:
    assert Button().fits({"messages": [SYSTEM, ASK, CALL]})


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [SYSTEM], "tools": []},
        {"messages": [SYSTEM, {**CALL, "tool_calls": [{"id": "c"}]}]},
        {"messages": [ASK, SYSTEM]},
        {"messages": [{"role": "system"}]},
        {"messages": []},
        {"messages": "hi"},
        {},
    ],
)
def test_without_definitions_there_alone_it_is_another(row: dict[str, Any]) -> None:
    assert not Button().fits(row)


@pytest.mark.parametrize(
    "row", [{"messages": [SYSTEM]}, {"conversations": [{"value": SYSTEM["content"]}]}]
)
def test_its_tools_stand_in_the_first_text(row: dict[str, Any]) -> None:
    assert list(Button().tools(row)) == [{"name": "f", "parameters": {}}]


def test_its_calls_are_taken_out_of_the_texts() -> None:
    said = {"role": "assistant", "content": f"Thought: I look. {CALL['content']}"}
    rows = [SYSTEM, ASK, said, {"role": "tool", "content": "[]"}]
    dialogue = Button().dialogue({"messages": rows})
    made, result = dialogue.messages[2:]
    assert made.content == "Thought: I look."
    assert [call.name for call in made.tool_calls] == ["f"]
    assert result.tool_call_id == made.tool_calls[0].id and dialogue.without_id == 0
    assert dialogue.tools == ({"name": "f", "parameters": {}},)
