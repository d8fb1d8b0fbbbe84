"""An API's turn is a call and what it gave."""

from __future__ import annotations

from toolmind.datasets.forms import FORMS

ROW = {
    "id": "x",
    "turns": [
        {"role": "User", "text": "Hi"},
        {
            "role": "API",
            "api_name": "GetToken",
            "param_dict": {"user": "J"},
            "result": {"output": {"token": "t"}, "exception": None},
        },
        {
            "role": "API",
            "api_name": "Add",
            "param_dict": {},
            "result": {"output": None, "exception": "no token"},
        },
        {"role": "AI", "text": "Done."},
    ],
}


def test_calls_have_their_results() -> None:
    read = FORMS["api-bank"].dialogue(ROW)
    assert [message.role for message in read.messages] == [
        *("user", "assistant", "tool", "assistant", "tool", "assistant")
    ]
    assert read.messages[2].content == '{"token":"t"}'
    assert [read.messages[at].status for at in (2, 4)] == ["ok", "error"]
    assert read.learnt == {1, 3, 5}


def test_words_before_a_call_are_of_the_same_turn() -> None:
    turns = [ROW["turns"][0], {"role": "AI", "text": "I add it."}, ROW["turns"][2]]
    read = FORMS["api-bank"].dialogue({"turns": turns})
    assert [message.role for message in read.messages] == ["user", "assistant", "tool"]
    assert read.messages[1].content == "I add it."
    assert read.messages[1].tool_calls[0].name == "Add"
