"""The player reads the structured part of a request alone."""

from __future__ import annotations

import re

import msgspec
import pytest

from toolmind.config import load_config
from toolmind.errors import ReplyError
from toolmind.models.base import ChatModel, ChatReply, ChatRequest, Read
from toolmind.models.structured import ask_json
from toolmind.offline.player import EmbeddedModel
from toolmind.pipeline.run import run
from toolmind.records import Message
from toolmind.runs.run_dir import RunDir
from toolmind.tools.complete import complete
from toolmind.tools.pool import read_pool, shipped_pool_path

_HEADING_AND_BLOCK = re.compile(r"^## [^\n]+\n+```json\n.*?\n```", re.MULTILINE | re.DOTALL)


def without_prose(request: ChatRequest) -> ChatRequest:
    """Return the request with other sentences around the blocks of its prompt, if it has one."""
    first, *rest = request.messages
    if request.tools and first.role == "user":  # a dialogue without a system prompt
        return request
    blocks = _HEADING_AND_BLOCK.findall(first.content)
    told = "\n\n".join(("Tu was du für richtig hältst.", *blocks, "Ende."))
    return msgspec.structs.replace(
        request, messages=(msgspec.structs.replace(first, content=told), *rest)
    )


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[tuple[ChatRequest, ChatReply]]]:
    """What the player was asked and answered since, by the headings in the prompt."""
    seen: dict[str, list[tuple[ChatRequest, ChatReply]]] = {}
    chat = EmbeddedModel.chat

    async def noted(self: ChatModel, request: ChatRequest, read: Read | None = None) -> ChatReply:
        reply = await chat(self, request, read)  # type: ignore[arg-type]
        headings = re.findall(r"^## (.+)$", request.messages[0].content, re.MULTILINE)
        seen.setdefault(", ".join(headings), []).append((request, reply))
        return reply

    monkeypatch.setattr(EmbeddedModel, "chat", noted)
    return seen


async def test_no_sentence_of_a_prompt_matters(tmp_path, played, monkeypatch):
    settings = ["count=12", "environment.type=simulated", "graph.validated=true"]
    await run(load_config(None, settings), tmp_path / "run")
    for tool in read_pool([shipped_pool_path()]).tools[::500]:
        await complete(msgspec.structs.replace(tool, returns=None), EmbeddedModel())
    monkeypatch.undo()
    assert set(played) == {
        "",
        "Policy",
        "Brief",
        "World, Chain, Records, Asked, Situation",
        "Situation, World, Story",
        "Situation, Tools, Dialogue, Turns, Labels",
        "Situation, Tools, Dialogue, Intent, Acceptance, Labels",
        "Source, Targets",
        "Function, Missing",
    }
    del played["Policy"]  # the scenario's own words, which bind
    for requests in played.values():
        for request, reply in requests[:50]:
            again = await EmbeddedModel().chat(without_prose(request))
            assert again.message == reply.message


async def test_what_it_says_is_read_as_that_of_any_model() -> None:
    ask = ChatRequest(messages=(Message(role="user", content="How many?"),))
    with pytest.raises(ReplyError, match="malformed_json"):
        await ask_json(EmbeddedModel(), ask, int)


async def test_a_user_that_is_told_what_to_say_is_played_too(tmp_path, played):
    settings = ["count=4", "scenarios.kinds={single: 1}", "dialogue.user=brief"]
    settings += ["chains.min_length=1", "chains.max_length=1", "scenarios.story=brief"]
    await run(load_config(None, settings), tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        assert any(decision.keep for decision in folder.decisions().values())
    users = [said for said, _ in played[""] if "## Notes" in said.messages[-1].content]
    assert len(users) >= 4 and "Brief" not in played
