"""What is asked of a model, and what comes back."""

from __future__ import annotations

import msgspec

from toolmind.models.base import ChatReply, ChatRequest, Sampling
from toolmind.records import Message, Tool, Usage


def test_a_request_is_data() -> None:
    request = ChatRequest(
        messages=(Message(role="user", content="hello"),),
        tools=(Tool(id="a", name="a"),),
        sampling=Sampling(seed=3),
        response_schema={"type": "object"},
    )
    text = msgspec.json.encode(request)
    assert msgspec.json.decode(text, type=ChatRequest) == request


def test_a_signed_message_says_who_wrote_it_and_at_what_cost() -> None:
    spoken = Message(role="assistant", content="hello")
    reply = ChatReply(message=spoken, finish_reason="length", usage=Usage(requests=1), model="m")
    origin = reply.signed().origin
    assert origin is not None
    assert (origin.model, origin.finish_reason, origin.usage.requests) == ("m", "length", 1)
