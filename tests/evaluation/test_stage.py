from __future__ import annotations

import pytest

from toolmind.config import ModelConfig, RunConfig
from toolmind.errors import ReplyError
from toolmind.evaluation.endpoints import Evaluated
from toolmind.evaluation.stage import Trial, recast
from toolmind.models.base import ChatReply, ChatRequest, Read, Sampling
from toolmind.records import Message


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.asked: list[ChatRequest] = []

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        self.asked.append(request)
        if not request.messages:
            raise ReplyError("reply.empty", "nothing")
        return ChatReply(message=Message(role="assistant", content=str(len(self.asked))))

    async def close(self) -> None: ...


ASKED = ChatRequest(messages=(Message(role="user", content="x"),), sampling=Sampling(seed=7))
AGAIN = ChatRequest(messages=ASKED.messages, sampling=Sampling(seed=8), sample=1)


async def test_the_first_reply_stands() -> None:
    trial = Trial(model := Counting(), 0)
    assert await trial.chat(ASKED) == await trial.chat(AGAIN)
    assert model.asked == [ASKED]
    assert (await trial.chat(ASKED)).message.content == "2", "the next turn is another"


async def test_trials_are_draws_apart() -> None:
    model = Counting()
    for number in range(3):
        await Trial(model, number).chat(ASKED)
    assert len({one.sample for one in model.asked}) == 3
    assert len({one.sampling.seed for one in model.asked}) == 3


async def test_whose_fault_it_is_is_known() -> None:
    trial = Trial(Counting(), 0)
    with pytest.raises(ReplyError):
        await trial.chat(ChatRequest())
    assert trial.failed == "reply.empty"


def test_the_others_of_a_run_stay() -> None:
    model = ModelConfig(type="openai", base_url=("http://a:1/v1",), model="m")
    config = RunConfig.model_validate({"dialogue": {"best_of": 4, "retries": 3}})
    found = recast(config, Evaluated("m", model))
    assert found.models.of("assistant") == model
    assert found.models.of("user").type == "embedded"
    assert (found.dialogue.best_of, found.dialogue.retries) == (1, 3)
    assert found.environment == config.environment and found.checks == config.checks
