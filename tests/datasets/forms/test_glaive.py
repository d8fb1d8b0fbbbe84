"""Glaive rows are two texts."""

from __future__ import annotations

import orjson
import pytest

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.forms.glaive import Glaive


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ({"system": "s", "chat": "USER: hi"}, True),
        ({"system": "", "chat": ""}, True),
        ({"system": "s"}, False),
        ({"system": "s", "chat": []}, False),
        ({"system": None, "chat": "c"}, False),
    ],
)
def test_it_is_known_by_both_texts(row: dict[str, object], fits: bool) -> None:
    assert Glaive().fits(row) == fits


def test_its_tools_stand_in_the_system_text_and_may_be_none() -> None:
    text = 'Use:\n{"name": "f", "parameters": {}}\n\n{"name": "g", "description": "G."}'
    assert [tool["name"] for tool in Glaive().tools({"system": text, "chat": ""})] == ["f", "g"]
    assert list(Glaive().tools({"system": "No functions.", "chat": ""})) == []


CHAT = """USER: News? ASSISTANT: is a word here.


ASSISTANT: Let me look. <functioncall> {"name": "get_news",
"arguments": '{"topic": "it's \\"on\\""}'} <|endoftext|>


FUNCTION RESPONSE: {"headlines": []}


ASSISTANT: None today. <|endoftext|>


USER: And the time?


ASSISTANT: <functioncall> {"name": "get_time", "arguments": {}} <|endoftext|>
"""


def test_its_dialogue_is_one_text_with_speakers() -> None:
    row = {"system": 'SYSTEM: Use:\n{"name": "get_news", "parameters": {}}', "chat": CHAT}
    found = Glaive().dialogue(row)
    roles = [message.role for message in found.messages]
    assert roles == ["system", "user", "assistant", "tool", "assistant", "user", "assistant"]
    _, user, calling, result, answer, _, last = found.messages
    assert user.content == "News? ASSISTANT: is a word here."
    assert calling.content == "Let me look." and answer.content == "None today."
    (call,) = calling.tool_calls
    assert (call.name, orjson.loads(call.arguments)) == ("get_news", {"topic": 'it\'s "on"'})
    assert result.tool_call_id == call.id and result.content == '{"headlines": []}'
    assert last.tool_calls[0].name == "get_time" and last.tool_calls[0].arguments == "{}"
    assert found.learnt == {2, 4, 6} and len(found.tools) == 1


@pytest.mark.parametrize("chat", ["", "Hello.", "USER: a\n\n\nASSISTANT: <functioncall> get it"])
def test_a_text_that_is_no_dialogue_is_told(chat: str) -> None:
    with pytest.raises(RowError, match=r"speaker|should be a call"):
        Glaive().dialogue({"system": "", "chat": chat})
