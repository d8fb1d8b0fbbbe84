"""Calls stand before the answer that they lead to."""

from __future__ import annotations

from toolmind.datasets.forms import FORMS

REQUEST = {"api_name": "AddAlarm", "parameters": {"time": "18:30:00"}}
ROW = {
    "apis_used": ["AddAlarm"],
    "conversation": [
        {"index": 0, "role": "user", "text": "An alarm, please."},
        {
            "index": 1,
            "role": "assistant",
            "text": "It is set.",
            "apis": [{"request": REQUEST, "response": {"alarm_id": "5"}, "exception": None}],
        },
    ],
}


def test_a_turn_is_its_calls_and_its_text() -> None:
    read = FORMS["tooltalk"].dialogue(ROW)
    assert [m.role for m in read.messages] == ["user", "assistant", "tool", "assistant"]
    assert read.messages[1].tool_calls[0].parsed() == {"time": "18:30:00"}
    assert read.messages[2].tool_call_id == read.messages[1].tool_calls[0].id
    assert read.messages[3].content == "It is set."
