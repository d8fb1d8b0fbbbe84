"""The player keeps to a policy: it asks for consent, refuses, or leaves it to a person."""

from __future__ import annotations

import pytest

from toolmind.models.base import ChatRequest
from toolmind.offline.player.assistant import reply
from toolmind.offline.player.language import CONSENT, read_question
from toolmind.offline.player.rulings import NOT_DONE
from toolmind.records import Message, Tool

TOOL = Tool(id="delete_order", name="delete_order", description="Delete an order.")


def answer(policy: str, *said: Message) -> Message:
    system = Message(role="system", content=policy)
    asked = Message(role="user", content="Please delete an order.")
    return reply(ChatRequest(messages=(system, asked, *said), tools=(TOOL,)))


def test_consent_is_asked_for_once_and_then_the_call_is_made() -> None:
    policy = "Before you delete an order, sum up the details and ask whether they are right."
    asked = answer(policy)
    assert read_question(asked.content) == (CONSENT,)
    done = answer(policy, asked, Message(role="user", content="Yes, please go ahead."))
    assert [call.name for call in done.tool_calls] == ["delete_order"]


@pytest.mark.parametrize(
    ("policy", "ruling"),
    [
        ("You must not delete an order, whoever asks.", "refuse"),
        ("You do not delete an order yourself. Hand it over.", "hand_over"),
    ],
)
def test_what_is_not_allowed_is_not_called(policy: str, ruling: str) -> None:
    made = answer(policy)
    assert not made.tool_calls
    assert NOT_DONE[ruling] in made.content


def test_a_policy_on_something_else_changes_nothing() -> None:
    made = answer("You must not delete an invoice, whoever asks.")
    assert [call.name for call in made.tool_calls] == ["delete_order"]
