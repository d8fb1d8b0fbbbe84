"""What is asked of a model."""

from __future__ import annotations

from toolmind.models.base import ChatRequest
from toolmind.records import Message


def test_a_prompt_stands_before_the_messages_once_it_is_written() -> None:
    bad = Message(role="assistant", content="bad")
    written = ChatRequest(messages=(bad,), prompt=lambda: "say it").written()
    assert written.messages == (Message(role="user", content="say it"), bad)
    assert written.written() is written


def test_a_request_without_a_prompt_is_as_it_is() -> None:
    request = ChatRequest(messages=(Message(role="user", content="hello"),))
    assert request.written() is request
