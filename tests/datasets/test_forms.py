"""Each row form knows its own rows, and reads what can be read of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_rows import PLAIN, ROWS, spec
from toolmind.datasets.forms import FORMS, RowError, form_of

ASK = {"role": "user", "content": "Paris?"}
ANSWER = {"role": "assistant", "content": "<think>It is known.</think>Clear."}
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"function": {"name": "get_weather", "arguments": {"city": "Paris"}}}],
}
RESULT = {"role": "tool", "content": {"error": "no such city"}}

DIALOGUES: dict[str, dict[str, Any]] = {
    "openai": {"messages": [ASK, CALL, RESULT, ANSWER], "tools": [spec(PLAIN)]},
    "prompt-completion": {
        "prompt": [ASK, CALL, RESULT],
        "completion": [ANSWER],
        "tools": [spec(PLAIN)],
        "trajectory": "t1",
    },
    "toolmind": {"conversations": [ASK, CALL, RESULT, ANSWER], "tools": [spec(PLAIN)]},
}


def test_every_form_has_a_row_here() -> None:
    assert ROWS.keys() == FORMS.keys()


@pytest.mark.parametrize("name", [name for name in FORMS if name != "apigen-mt"])
def test_a_form_knows_its_own_rows(name: str) -> None:
    assert form_of(DIALOGUES.get(name, ROWS[name][0])) is FORMS[name]


def test_apigen_rows_are_known_by_their_policy() -> None:
    said = [{"from": "human", "value": "hi"}]
    row = {"conversations": said, "tools": "[]", "system": "policy"}
    assert form_of(row) is FORMS["apigen-mt"]
    del row["system"]
    assert form_of(row) is FORMS["sharegpt"]


def test_definitions_in_a_system_message_do_not_hide_calls_in_their_field() -> None:
    system = ROWS["button"][0]["messages"][0]
    assert form_of({"messages": [system, ASK, CALL]}) is FORMS["openai"]


def test_tools_as_text_that_is_no_json_are_not_when2call() -> None:
    assert form_of({"messages": [ASK], "tools": ["get_weather"]}) is FORMS["openai"]


@pytest.mark.parametrize("name", FORMS)
def test_tools_of_a_row_that_has_none_are_an_error(name: str) -> None:
    with pytest.raises(RowError):
        list(FORMS[name].tools({"nothing": 1}))


@pytest.mark.parametrize("name", DIALOGUES)
def test_dialogues_come_out_alike(name: str) -> None:
    dialogue = FORMS[name].dialogue(DIALOGUES[name])
    assert [message.role for message in dialogue.messages] == [
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    made, result, last = dialogue.messages[1:]
    assert made.tool_calls[0].arguments == '{"city":"Paris"}'
    assert result.tool_call_id == made.tool_calls[0].id and result.status == "error"
    assert (last.content, last.reasoning) == ("Clear.", "It is known.")
    assert dialogue.without_id == 2
    assert dialogue.tools == (spec(PLAIN),)
    assert dialogue.learnt == ({1, 3} if name == "openai" else {3})
    assert dialogue.trajectory == ("t1" if name == "prompt-completion" else "")


COLUMNS = sorted({key for rows in ROWS.values() for key in rows[0]})
KEYS = ["role", "from", "content", "value", "tool_calls"]
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.just('[{"name": "f", "parameters": {}}]'),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(COLUMNS), JSON))
def test_whatever_a_row_holds_its_form_can_be_told(row: dict[str, Any]) -> None:
    form = form_of(row)
    for known in FORMS.values():
        try:
            list(known.tools(row))
        except RowError as error:
            assert str(error)
    assert form is None or form.fits(row)
