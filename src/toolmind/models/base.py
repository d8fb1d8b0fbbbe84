"""The interface of a chat model: one async method from a request to a reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from toolmind.records import (
    JSON,
    FinishReason,
    Message,
    Origin,
    Record,
    Schema,
    TokenLogprob,
    Tool,
    Usage,
)


class Sampling(Record, frozen=True):
    """How to sample. None leaves a value to the endpoint's default."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    seed: int | None = None


class ChatRequest(Record, frozen=True):
    """What is asked of a model: to go on after `messages`.

    `tool_choice` is `auto`, `none`, `required`, or the name of one tool. `response_schema` asks
    for a reply whose content is JSON valid under it. `sample` tells apart repeated draws of the
    same request, so that the cache does not answer them all with one reply. `logprobs` asks for
    the log-probability of each token written, with that many alternatives (0 to 20).
    """

    messages: tuple[Message, ...] = ()
    tools: tuple[Tool, ...] = ()
    tool_choice: str = "auto"
    sampling: Sampling = Sampling()
    response_schema: Schema | None = None
    sample: int = 0
    logprobs: int | None = None


class ChatReply(Record, frozen=True):
    """What a model answered: an assistant message, why it ended, and what it consumed.

    `usage` is that of this very reply, also when it comes from the cache, so that a resumed run
    equals an unbroken one; what was really paid, retries included, is in the meter.
    """

    message: Message
    finish_reason: FinishReason = "stop"
    usage: Usage = Usage()
    model: str = ""
    logprobs: tuple[TokenLogprob, ...] = ()

    def signed(self) -> Message:
        """Return the message with its origin noted: who wrote it, and at what cost."""
        origin = Origin(
            model=self.model,
            finish_reason=self.finish_reason,
            usage=self.usage,
            logprobs=self.logprobs,
        )
        return replace(self.message, origin=origin)


Read = Callable[[JSON], object]
"""What becomes of the JSON that was asked for: a function that raises ValueError, with a reason fit
for the model's eyes, if nothing can."""


class ChatModel(Protocol):
    """Anything that answers a chat request."""

    @property
    def name(self) -> str:
        """The model's name, as recorded in trajectories."""

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        """Answer one request. With `read`, in JSON that it accepts; its last call is the reply's.

        A model that can do better when it is told what was wrong asks again by `ask_again`; any
        other hands its reply to `accepted`.

        Raises:
            ModelError: no answer, even after retries.
            ReplyError: an answer that is not what was asked for.
        """

    async def close(self) -> None:
        """Free connections and files."""
