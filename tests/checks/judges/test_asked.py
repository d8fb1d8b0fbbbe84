"""What judges are shown of a dialogue, how they are asked, and which messages they cite."""

import orjson
import pytest

from dialogues import BOOK, GOOD, WEATHER, call, context, result, says, user
from scripted import ScriptedModel
from toolmind.checks.judges.asked import (
    as_json,
    as_list,
    ask,
    cited,
    shown_messages,
    shown_tools,
)
from toolmind.errors import ReplyError
from toolmind.records import Message

SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"type": "integer", "enum": [0, 1]}},
    "required": ["verdict"],
}


async def test_an_answer_is_asked_for_by_its_schema_and_the_scenarios_seed():
    model = ScriptedModel({"verdict": 1})
    assert await ask(model, "Judge this.", 7, SCHEMA) == {"verdict": 1}
    (request,) = model.requests
    assert [(message.role, message.content) for message in request.messages] == [
        ("user", "Judge this.")
    ]
    assert (request.sampling.seed, request.response_schema) == (7, SCHEMA)


async def test_an_answer_against_the_schema_is_told_why_and_asked_for_again():
    model = ScriptedModel({"verdict": 2}, '```json\n{"verdict": 0}\n```')
    assert await ask(model, "Judge this.", 0, SCHEMA) == {"verdict": 0}
    assert "verdict" in model.requests[1].messages[-1].content


async def test_a_judge_without_a_usable_answer_is_an_error_and_no_verdict():
    with pytest.raises(ReplyError) as raised:
        await ask(ScriptedModel(always={"verdict": "yes"}), "Judge this.", 0, SCHEMA)
    assert raised.value.code == "reply.invalid_json"


def test_judges_see_no_reasoning_and_nothing_of_training():
    hidden = Message(role="assistant", content="hello", reasoning="hm", train=False, weight=0.5)
    shown = shown_messages(context(user("hi"), hidden))
    assert orjson.loads(as_json(shown)) == [
        {"role": "user", "content": "hi", "id": "m0"},
        {"role": "assistant", "content": "hello", "id": "m1"},
    ]
    assert orjson.loads(as_json(shown[0])) == {"role": "user", "content": "hi", "id": "m0"}


def test_tools_are_shown_once_from_where_they_are_called_first():
    played = context(
        *GOOD,
        user("book, and sing"),
        call("book_hotel", {}, "b"),
        result({}, "b"),
        call("sing", {}, "s"),
        result({}, "s"),
        call("get_weather", {}, "c9"),
        result({}, "c9"),
        says("done"),
    )
    shown = shown_tools(played)
    assert [position for position, _ in shown] == [1, 5]
    assert orjson.loads(as_list(tool for _, tool in shown)) == [
        tool.spec()["function"] for tool in (WEATHER, BOOK)
    ]
    assert as_list([]) == "[]"


@pytest.mark.parametrize(
    ("explanation", "ids"),
    [
        ("see m3, not m1.", ("m1", "m3")),
        ("m0 and m0", ("m0",)),
        ("m10 is not there", ()),
        ("in m", ()),
        ("", ()),
    ],
)
def test_what_an_explanation_names_is_its_evidence_in_the_dialogues_order(explanation, ids):
    assert cited(explanation, context(*GOOD).trajectory.messages) == ids
