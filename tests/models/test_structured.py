from __future__ import annotations

from typing import Any

import pytest

from scripted import ScriptedModel
from toolmind.errors import ReplyError
from toolmind.models.base import ChatRequest
from toolmind.models.structured import ask_json
from toolmind.records import Message

ASK = ChatRequest(messages=(Message(role="user", content="How many?"),))


def count(value: Any) -> int:
    if value < 1:
        raise ValueError("at least 1")
    return int(value)


async def test_what_the_reader_makes_of_the_reply_is_returned() -> None:
    model = ScriptedModel("no", "0", "3")
    assert await ask_json(model, ASK, count) == 3
    assert [fault.code for fault in model.faults] == ["reply.malformed_json", "reply.invalid_reply"]


async def test_a_model_that_never_gives_it_fails_the_item() -> None:
    with pytest.raises(ReplyError) as caught:
        await ask_json(ScriptedModel(always="0"), ASK, count)
    assert (caught.value.code, caught.value.explanation) == ("reply.invalid_reply", "at least 1")
