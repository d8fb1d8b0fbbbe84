from __future__ import annotations

import json
from random import Random

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import ConfigError
from toolmind.models.base import ChatReply, ChatRequest, Sampling
from toolmind.offline.server import FAULTS, FaultPlan
from toolmind.offline.server.faults import REPLY_FAULTS, spoil
from toolmind.records import Message, Tool, ToolCall

TOOL = Tool(
    id="book",
    name="book",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string"}, "nights": {"type": "integer"}},
        "required": ["city"],
    },
)


def _calling(arguments: str, name: str = "book") -> ChatReply:
    call = ToolCall(id="c1", name=name, arguments=arguments)
    return ChatReply(message=Message(role="assistant", tool_calls=(call,)))


def _asked(**changes: object) -> ChatRequest:
    return ChatRequest(messages=(Message(role="user", content="x"),), tools=(TOOL,), **changes)


def _spoilt(kind: str, reply: ChatReply, **changes: object) -> ChatReply | None:
    return spoil(kind, _asked(**changes), reply, Random(3))


def test_rates_are_met_and_independent_of_order():
    plan = FaultPlan({"500": 0.1, "reset": 0.2}, seed=7)
    drawn = [plan.draw(f"key{n}", 0)[0] for n in range(5000)]
    assert 0.08 < drawn.count("500") / 5000 < 0.12
    assert 0.17 < drawn.count("reset") / 5000 < 0.23
    assert drawn == [plan.draw(f"key{n}", 0)[0] for n in range(5000)]
    assert drawn != [FaultPlan(plan.rates, seed=8).draw(f"key{n}", 0)[0] for n in range(5000)]


def test_attempts_are_drawn_anew():
    plan = FaultPlan({"500": 0.5})
    assert len({plan.draw("key", attempt)[0] for attempt in range(20)}) == 2


@pytest.mark.parametrize(
    ("rates", "says"),
    [
        ({"resett": 0.1}, "did you mean 'reset'"),
        ({"500": 1.5}, "not between 0 and 1"),
        ({"500": 0.6, "reset": 0.6}, "more than 1"),
    ],
)
def test_plans_that_cannot_be(rates, says):
    with pytest.raises(ConfigError, match=says):
        FaultPlan(rates)


def test_wrong_tool_name_is_not_among_the_tools():
    bad = _spoilt("wrong-tool-name", _calling('{"city":"Rome"}'))
    assert bad.message.tool_calls[0].name != "book"
    assert bad.message.tool_calls[0].arguments == '{"city":"Rome"}'


def test_hallucinated_argument_is_not_declared():
    bad = _spoilt("hallucinated-argument", _calling('{"city":"Rome"}'))
    (extra,) = set(bad.message.tool_calls[0].parsed()) - {"city"}
    assert extra not in TOOL.parameters["properties"]


def test_missing_argument_is_a_required_one():
    bad = _spoilt("missing-argument", _calling('{"city":"Rome","nights":2}'))
    assert bad.message.tool_calls[0].parsed() == {"nights": 2}
    assert _spoilt("missing-argument", _calling('{"nights":2}')) is None


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_broken_arguments_are_never_an_object(arguments):
    bad = _spoilt("broken-arguments", _calling(json.dumps(arguments)))
    with pytest.raises(ValueError):
        bad.message.tool_calls[0].parsed()


def test_prose_around_json_keeps_the_json_inside():
    reply = ChatReply(message=Message(role="assistant", content='{"score":1}'))
    content = _spoilt("prose-around-json", reply).message.content
    assert '```json\n{"score":1}\n```' in content
    with pytest.raises(ValueError):
        orjson.loads(content)


def test_endless_text_is_cut_by_length_and_paid():
    reply = ChatReply(message=Message(role="assistant", content="Well"))
    bad = _spoilt("endless-text", reply, sampling=Sampling(max_tokens=300))
    assert bad.finish_reason == "length"
    assert bad.usage.completion_tokens == 300
    assert len(bad.message.content) > 800


@pytest.mark.parametrize("kind", sorted(REPLY_FAULTS.keys() - {"endless-text"}))
def test_no_fault_where_it_does_not_fit(kind):
    assert _spoilt(kind, ChatReply(message=Message(role="assistant", content="Hello"))) is None


def test_every_fault_is_named_once():
    assert len(FAULTS) == 14
