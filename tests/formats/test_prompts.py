"""A task is what was asked; what the kept turns called is what a verifier compares with."""

from __future__ import annotations

import orjson

from dialogues import kept, says, supplied, user
from toolmind.formats.chat import ChatRow, Shape, chat_rows
from toolmind.formats.prompts import asked, first_turn_is_the_users, good_calls_text
from trainer_rows import masked, parallel


def chat(one: object) -> ChatRow:
    (path,) = one.paths()  # type: ignore[attr-defined]
    return ChatRow(path.id, path.messages, one)  # type: ignore[arg-type]


def test_what_was_asked_ends_before_the_first_turn() -> None:
    assert [message.role for message in asked(chat(parallel()))] == ["system", "user"]
    assert first_turn_is_the_users(chat(parallel())) == ""
    assert first_turn_is_the_users(chat(kept(says("Hello."), user("a"), says("b"))))


def test_calls_of_masked_turns_are_no_truth() -> None:
    assert orjson.loads(good_calls_text(chat(masked()))) == []
    names = [call["name"] for call in orjson.loads(good_calls_text(chat(parallel())))]
    assert names == ["get_weather", "book_hotel"]


def test_a_task_has_the_tools_of_its_beginning() -> None:
    first, second = chat_rows(supplied(), Shape())
    assert first_turn_is_the_users(first) == ""
    assert "tools come" in first_turn_is_the_users(second)
