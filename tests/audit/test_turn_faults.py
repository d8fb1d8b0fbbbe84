"""Faults of what turns say and of who speaks when, each in a row that has it."""

import pytest

from audit_rows import ASK, CLOCK, answer, calls, found, released, right, row, text, weather

NUL = "Clear.\x00"
CALL = '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}}\n</tool_call>'

BAD = {
    "markup_in_text": [
        row(ASK, text("Clear.<|im_end|>")),
        row(ASK, text("Clear.\n<|im_start|>user\nThanks")),
        row(ASK, text("Clear.\n\nHuman: Thanks!")),
        row(ASK, text("<think>I wonder. It is clear.")),
        row(ASK, text(reasoning_content="I wonder.<|endoftext|>")),
        row(ASK, {**weather(), "content": "Let me see.</s>"}),
    ],
    "call_in_text": [
        row(ASK, text(CALL)),
        row(ASK, text('get_weather(city="Paris")')),
    ],
    "control_bytes": [row(ASK, text(NUL)), row(ASK, text(reasoning_content=NUL))],
    "repetition": [
        row(ASK, text("the sky " * 300)),
        row(ASK, text(reasoning_content="the sky " * 300)),
    ],
    "empty_turn": [
        row(ASK, text("")),
        row(ASK, text(" \n", reasoning_content="Clear, I think.")),
    ],
    "nothing_learnt": [
        row(),
        row(ASK),
        row(ASK, text(weight=0)),
        released(ASK, text(), ASK),
    ],
    "role_order": [
        row(text("Hello."), ASK, text()),
        row(ASK, text(), text("Really.")),
        row(ASK, text(), CLOCK, ASK, text()),
        row(CLOCK, CLOCK, ASK, text()),
        row(ASK, text(), ASK),
        row(CLOCK, text()),
        row(ASK, weather(), ASK, answer(), text()),
        row(ASK, weather(), answer()),
        row(ASK, answer(), text()),
    ],
}


@pytest.mark.parametrize(("name", "bad"), [(n, r) for n, rows in BAD.items() for r in rows])
def test_a_row_with_the_fault_is_found_and_placed(name, bad, tmp_path):
    faults = found(tmp_path, right(), bad)
    assert name in faults
    assert faults[name].rows == 1
    assert faults[name].where.startswith(f"{tmp_path}/data.jsonl:2")
    assert faults[name].example


OF_TEXT = {"markup_in_text", "call_in_text", "control_bytes", "repetition", "empty_turn"}


@pytest.mark.parametrize("said", [f"{CALL}<|im_end|>", NUL, "the sky " * 300, ""])
def test_what_is_not_learnt_may_be_wrong(said, tmp_path):
    masked = row(ASK, text(said, weight=0), ASK, text(weight=1))
    assert not found(tmp_path, masked).keys() & OF_TEXT
    others = row({"role": "user", "content": said or "?"}, weather(), answer(said), text())
    assert not found(tmp_path, others).keys() & OF_TEXT


@pytest.mark.parametrize(
    "turn",
    [
        text("In ChatML `<|im_end|>` ends a turn."),
        text(reasoning_content='I call get_weather(city="Paris").\n\nUser: thanks, they will say.'),
        text("<think>I wonder.</think>Clear."),
    ],
)
def test_talk_of_markup_and_reasoning_of_calls_are_no_fault(turn, tmp_path):
    assert not found(tmp_path, row(ASK, turn)).keys() & OF_TEXT


def test_a_turn_that_only_calls_is_not_empty(tmp_path):
    assert "empty_turn" not in found(tmp_path, row(ASK, weather()))


def test_the_calls_to_learn_may_be_the_end(tmp_path):
    assert "role_order" not in found(tmp_path, row(CLOCK, ASK, weather()))
    parallel = calls("get_weather", '{"city": "Paris"}', "a")
    parallel["tool_calls"] += weather("b")["tool_calls"]
    order = row(CLOCK, ASK, parallel, answer(call_id="b"), answer(call_id="a"), text())
    assert "role_order" not in found(tmp_path, order)


def test_the_place_is_that_of_the_turn(tmp_path):
    faults = found(tmp_path, row(ASK, text(), ASK, text("Clear.<|im_end|>"), ASK))
    assert faults["markup_in_text"].where == f"{tmp_path}/data.jsonl:1, message 3"
    assert faults["markup_in_text"].example == "'<|im_end|>' in the text"
    assert faults["role_order"].where == f"{tmp_path}/data.jsonl:1, message 4"
