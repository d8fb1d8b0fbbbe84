"""A message has one form in requests and files, but for where its reasoning stands."""

import msgspec

from dialogues import HOSTILE_ROWS, WEATHER, call, kept, says
from toolmind.formats.chat import KEYS, chat_message, learnt_weight, tools_json
from toolmind.models.client.wire import wire_message


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
