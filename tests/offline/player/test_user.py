"""The player as user: it brings up its wishes as the brief says, tells facts, and stops."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.offline.player.language import say_question
from toolmind.offline.player.user import speak, word
from toolmind.offline.player.wishes import AT_THE_SAME_TIME
from toolmind.records import Message

WISHES: list[dict[str, Any]] = [
    {
        "wish": f"do thing {number}",
        "you know": {"colour": f"red {number}"},
        "only when asked": {"size": number},
    }
    for number in range(5)
]


def told(*heard: str, **brief: Any) -> list[str]:
    """Return what the user says, at first and after each thing heard."""
    blocks = {
        "Brief": {"persona": "Ada.", "intent": "All of it.", "wishes": WISHES}
        | {"all at once": True, "any order": False}
        | brief
    }
    messages = [
        Message(role="system", content="Be someone."),
        Message(role="user", content="(You speak first.)"),
    ]
    said = [speak(blocks, messages)]
    for text in heard:
        messages += [
            Message(role="assistant", content=said[-1]),
            Message(role="user", content=text),
        ]
        said.append(speak(blocks, messages))
    return said


def test_all_at_once_is_one_message_and_then_a_stop() -> None:
    first, last = told("All done.")
    assert all(f"thing {number}" in first and f'"red {number}"' in first for number in range(5))
    assert "size" not in first
    assert not any(phrase in first for phrase in AT_THE_SAME_TIME)
    assert "###STOP###" in last


def test_in_any_order_it_says_so() -> None:
    first, *_ = told(**{"any order": True})
    assert any(phrase in first for phrase in AT_THE_SAME_TIME)


def test_not_at_once_wishes_come_in_order_and_each_once() -> None:
    said = told(*["Done."] * 5, **{"all at once": False})
    spoken = [number for text in said for number in range(5) if f"thing {number}" in text]
    assert spoken == [0, 1, 2, 3, 4]
    assert all(text.count("thing") <= 3 for text in said)
    assert "###STOP###" in said[-1] and "###STOP###" not in said[0]


@pytest.mark.parametrize(("asked", "answer"), [("size", "0"), ("weight", None)])
def test_a_question_is_answered_from_the_brief_or_not_at_all(
    asked: str, answer: str | None
) -> None:
    _, reply, after = told(say_question([asked]), "Done.")
    assert answer in reply if answer else "red" not in reply and not any(map(str.isdigit, reply))
    assert "###STOP###" in after, "an answer is no new wish"


def test_notes_are_put_into_words_with_all_their_values() -> None:
    notes = {"message": "first", "customer": "Ada, 40", "wanted": ["do this", "do that"]}
    said = word({**notes, "values": {"colour": "red", "size": 3}})
    assert all(part in said.lower() for part in ("ada", "do this", "do that", '"red"', "3"))
    assert word({"message": "answer", "wanted": ["Say yes: it may go ahead"]}).startswith("Yes")
    assert "Yes" not in word({"message": "answer", "wanted": ["Say that I know no more"]})
