from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from scripted import ScriptedModel
from toolmind.errors import BudgetExceeded, ConfigError, ModelError, ReplyError
from toolmind.models.ask_again import (
    CORRECTION,
    UNSAID,
    accepted,
    ask_again,
    correction,
    listed,
    refuse,
)
from toolmind.models.base import ChatReply, ChatRequest, Sampling
from toolmind.records import Message, ToolCall

SCHEMA = {
    "type": "object",
    "properties": {"score": {"type": "integer"}, "reason": {"type": "string"}},
    "required": ["score", "reason"],
}
ASK = ChatRequest(messages=(Message(role="user", content="Rate it."),), response_schema=SCHEMA)
GOOD = '{"score": 1, "reason": "so"}'


def reply(content: str, **message: Any) -> ChatReply:
    return ChatReply(message=Message(role="assistant", content=content, **message))


def whole(value: Any) -> None:
    refuse([f"{name} is too short" for name in ("reason",) if len(value[name]) < 2])


async def asked(
    *answers: str, retries: int = 2, read: Any = None, request: ChatRequest = ASK
) -> tuple[Any, list[Any], Any]:
    """Return the reply, the requests made, and the faults met."""
    left, requests, faults = list(answers), [], []

    async def attempt(request: ChatRequest) -> ChatReply:
        requests.append(request)
        return reply(left.pop(0))

    got = await ask_again(attempt, request, read, retries=retries, met=faults.append)
    return got, requests, faults


async def test_a_good_reply_is_asked_for_once() -> None:
    got, requests, faults = await asked(GOOD)
    assert got.message.content == GOOD
    assert requests == [ASK] and faults == []


async def test_all_that_is_wrong_is_told_at_once_and_counted_once() -> None:
    got, (_, told), (fault,) = await asked('{"score": "1"}', GOOD)
    assert got.message.content == GOOD
    first, bad, why = told.messages
    assert (first, bad.role, bad.content) == (*ASK.messages, "assistant", '{"score": "1"}')
    assert why.role == "user" and why.content.startswith(CORRECTION)
    assert 'score: "1" is not of type' in why.content
    assert '"reason" is a required property' in why.content
    assert fault.code == "reply.invalid_json"


async def test_a_reply_that_came_twice_is_not_shown_again() -> None:
    _, requests, _ = await asked("one", "one", GOOD)
    shown = [request.messages[-2].content for request in requests[1:]]
    assert shown == ["one", UNSAID]


async def test_after_the_same_reply_or_none_the_seed_is_another() -> None:
    seeded = replace(ASK, sampling=Sampling(seed=5))
    for answers, same in ((("x", "y", GOOD), [True, True]), (("", "x", "x", GOOD), [False, True])):
        requests = (await asked(*answers, retries=3, request=seeded))[1]
        found = [one.sampling.seed == 5 for one in requests[1:]]
        assert found[: len(same)] == same
    assert [one.sampling.seed for one in requests][-1] != 5


async def test_only_the_last_faulty_reply_is_shown_again() -> None:
    _, requests, faults = await asked("one", "two", GOOD)
    assert [message.content for message in requests[2].messages[:2]] == ["Rate it.", "two"]
    assert [fault.code for fault in faults] == ["reply.malformed_json"] * 2


@pytest.mark.parametrize("retries", [0, 1, 3])
async def test_it_ends_after_so_many_retries(retries: int) -> None:
    with pytest.raises(ReplyError) as caught:
        await asked(*["no"] * 9, retries=retries)
    assert caught.value.code == "reply.malformed_json"
    with pytest.raises(ReplyError):
        await asked(*["no"] * (retries + 1), GOOD, retries=retries)
    await asked(*["no"] * retries, GOOD, retries=retries)


async def test_what_the_reader_refuses_is_told_in_its_words() -> None:
    short = '{"score": 1, "reason": "-"}'
    _, (_, told), (fault,) = await asked(short, GOOD, read=whole)
    assert told.messages[1].content == short
    assert "reason is too short" in told.messages[2].content
    assert fault.code == "reply.invalid_reply"


@pytest.mark.parametrize("stop", [BudgetExceeded("spent"), ConfigError("no key"), ModelError("x")])
async def test_what_is_no_fault_of_the_reply_passes_at_once(stop: Exception) -> None:
    model = ScriptedModel("no", stop)
    with pytest.raises(type(stop)):
        await model.chat(ASK)
    assert len(model.requests) == 2 and len(model.faults) == 1


async def test_a_fault_in_the_reader_itself_is_not_the_models() -> None:
    with pytest.raises(KeyError):
        await asked(GOOD, read=lambda value: value["missing"])


@pytest.mark.parametrize(
    "said", [GOOD, f"```json\n{GOOD}\n```", f"```\n{GOOD}\n```", f" ```{GOOD}```\n", f"\n{GOOD} "]
)
def test_json_is_taken_out_of_a_fence(said: str) -> None:
    assert accepted(reply(said), ASK, None).message.content == GOOD


@pytest.mark.parametrize("said", [f"Sure! {GOOD}", f"{GOOD} Done.", f"```json\n{GOOD}", ""])
def test_json_with_words_around_it_is_none(said: str) -> None:
    with pytest.raises(ReplyError) as caught:
        accepted(reply(said), ASK, None)
    assert (caught.value.code, caught.value.said) == ("reply.malformed_json", said)


def test_text_is_taken_as_it_is_where_no_json_was_asked_for() -> None:
    plain = reply(" no JSON ")
    assert accepted(plain, ChatRequest(), None) is plain
    call = reply("", tool_calls=(ToolCall(id="a", name="f", arguments="{}"),))
    assert accepted(call, ASK, None) is call


def test_json_without_a_schema_is_for_the_reader_alone() -> None:
    read: list[Any] = []
    assert accepted(reply("[1]"), ChatRequest(), read.append).message.content == "[1]"
    assert read == [[1]]


def test_a_correction_shows_what_was_said_cut_short() -> None:
    shown, told = correction(ReplyError("reply.x", "it is wrong", "x" * 5000))
    assert len(shown.content) == 4000 and "it is wrong. Reply again" in told.content


def test_a_correction_never_follows_a_turn_that_is_not_the_models() -> None:
    shown, told = correction(ReplyError("reply.x", "it is empty", " "))
    assert (shown.role, told.role) == ("assistant", "user") and shown.content.strip()


def test_several_faults_are_a_list() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]).splitlines() == ["", "- a", "- b"]
    refuse([])
    with pytest.raises(ValueError, match="- b"):
        refuse(["a", "b"])
