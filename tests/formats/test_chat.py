"""A message has one form in requests and files, but for where its reasoning stands."""

import msgspec

from dialogues import GOOD, HOSTILE_ROWS, WEATHER, call, kept, says, supplied
from toolmind.formats.chat import (
    KEYS,
    Shape,
    chat_message,
    chat_rows,
    learnt_weight,
    tools_json,
)
from toolmind.formats.load import EXPORTERS
from toolmind.models.client.wire import wire_message
from trainer_rows import parallel


def test_every_message_is_as_it_is_sent_with_its_reasoning():
    for message in (m for row in HOSTILE_ROWS for m in row.trajectory.messages):
        written = chat_message(message)
        assert written.keys() <= set(KEYS)
        assert written.pop("reasoning_content", "") == message.reasoning
        assert written == wire_message(message)
        assert isinstance(written["content"], str)


def test_arguments_stay_the_text_that_was_written():
    written = chat_message(call("get_weather", '{"city":  1'))
    assert written["tool_calls"][0]["function"]["arguments"] == '{"city":  1'


def test_what_is_not_learnt_has_no_weight():
    half = msgspec.structs.replace(says("Clear."), weight=0.5)
    assert learnt_weight(half) == 0.5
    assert learnt_weight(msgspec.structs.replace(half, train=False)) == 0.0


def test_tools_are_in_the_order_shown():
    first, _ = msgspec.json.decode(tools_json(kept(says("Hi"))))
    assert first == WEATHER.spec()


def test_rows_hold_the_tools_offered_at_that_turn():
    for per, ends in (("trajectory", ["m5", "m9"]), ("turn", ["m1", "m3", "m5", "m7", "m9"])):
        rows = chat_rows(supplied(), Shape(per=per))
        assert [row.messages[-1].id for row in rows] == ends
        for row in rows:
            tools = [tool["function"]["name"] for tool in msgspec.json.decode(tools_json(row.kept))]
            late = ["book_hotel"] if row.messages[-1].id in ("m7", "m9") else []
            assert tools == ["get_weather", *late]


def test_results_stand_in_the_order_of_their_calls() -> None:
    (row,) = chat_rows(parallel(), Shape())
    assert [one.content for one in row.messages if one.role == "tool"] == ["clear", "booked"]
    calls = [call.id for one in row.messages for call in one.tool_calls]
    assert [one.tool_call_id for one in row.messages if one.role == "tool"] == calls


def test_a_dialogue_without_a_learnt_turn_is_a_row_that_is_counted(tmp_path):
    silent = kept(*GOOD, masked=("m1", "m3"))
    for name in ("trl", "trl_dpo", "trl_kto", "openrlhf", "axolotl"):
        report = EXPORTERS.load(name).build().export([silent], tmp_path)
        assert (report.rows, report.left_out) == (0, {"nothing in it is learnt": 1})
