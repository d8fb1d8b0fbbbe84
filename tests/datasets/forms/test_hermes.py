"""Hermes rows: the system prompt says how calls stand in the texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from toolmind.datasets.forms.hermes import Hermes, taken_apart

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
SYSTEM = {"from": "system", "value": f"<tools>[{json.dumps(TOOL)}]</tools>"}
ASK = {"from": "human", "value": "hi"}
CALL = "<tool_call>\n{'arguments': {'a': 1}, 'name': 'f'}\n</tool_call>"
RESULT = {"from": "tool", "value": "<tool_response>\n{}\n</tool_response>"}
TOLD = {"from": "gpt", "value": "Done."}


def row(*said: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"conversations": [SYSTEM, ASK, *said], **more}


@pytest.mark.parametrize(
    ("system", "fits"),
    [
        ("<tools>[]</tools>", True),
        ("Write calls as <tool_call>{}</tool_call>.", True),
        ("Use tools.", False),
        (None, False),
    ],
)
def test_it_is_known_by_what_the_system_prompt_says(system: Any, fits: bool) -> None:
    assert Hermes().fits({"conversations": [{"from": "system", "value": system}]}) is fits
    assert Hermes().fits({"messages": [{"role": "system", "content": system}]}) is fits
    assert not Hermes().fits({"conversations": [ASK]})
    assert not Hermes().fits({"messages": "hi"})


def test_calls_and_results_are_taken_out_of_the_texts() -> None:
    said = {"from": "gpt", "value": f"Let me look.\n{CALL}\n{CALL}"}
    results = {"from": "tool", "value": RESULT["value"] * 2}
    dialogue = Hermes().dialogue(row(said, results, TOLD, tools=json.dumps([TOOL])))
    _, _, made, first, second, last = dialogue.messages
    assert made.content == "Let me look."
    assert [(call.name, call.arguments) for call in made.tool_calls] == [("f", '{"a":1}')] * 2
    assert [first.tool_call_id, second.tool_call_id] == [call.id for call in made.tool_calls]
    assert first.content == "{}" and last.content == "Done."
    assert dialogue.learnt == {2, 5} and dialogue.without_id == 0
    assert dialogue.tools == (TOOL,)


def test_calls_in_a_field_make_it_another() -> None:
    said = [SYSTEM, ASK, {"from": "gpt", "value": "", "function_call": {"name": "f"}}]
    assert not Hermes().fits({"conversations": said})


def test_roles_and_contents_will_do() -> None:
    said = [{"role": "assistant", "content": CALL}, {"role": "tool", "content": "{}"}]
    messages = [{"role": "system", "content": SYSTEM["value"]}, *said]
    made, result = Hermes().dialogue({"messages": messages}).messages[1:]
    assert result.tool_call_id == made.tool_calls[0].id


@pytest.mark.parametrize("block", ["f(a=1)", "", '{"name": "f"'])
def test_a_block_that_holds_no_call_stays_in_its_text(block: str) -> None:
    text = f"<tool_call>{block}</tool_call>"
    assert list(taken_apart([{"from": "gpt", "value": text}])) == [{"from": "gpt", "value": text}]


def test_other_messages_stay_as_they_are() -> None:
    said = [ASK, {"from": "human", "value": CALL}, {"from": "gpt", "value": None}, "x", 3]
    assert list(taken_apart(said)) == said


@pytest.mark.parametrize("text", [str([TOOL]), json.dumps([TOOL]), f"\n{json.dumps(TOOL)}\n"])
def test_the_tags_hold_json_or_what_python_writes(text: str) -> None:
    system = {"role": "system", "content": f"Use <tools>{text}</tools> well."}
    assert list(Hermes().tools({"messages": [system]})) == [TOOL]


@pytest.mark.parametrize("tools", [None, "", []])
def test_without_a_column_its_tools_stand_in_the_system_prompt(tools: Any) -> None:
    assert list(Hermes().tools(row(tools=tools))) == [TOOL]
    assert list(Hermes().tools(row(tools='[{"name": "g"}]'))) == [{"name": "g"}]
