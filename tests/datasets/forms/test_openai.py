"""OpenAI rows: what is learnt is marked, or all of the assistant's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.forms.base import RowError
from toolmind.datasets.forms.openai import OpenAI

ASK, SAY = {"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello."}


def learnt(*messages: dict[str, Any]) -> frozenset[int]:
    return OpenAI().dialogue({"messages": list(messages)}).learnt


def test_it_is_known_by_its_messages_whatever_they_are() -> None:
    assert OpenAI().fits({"messages": None})
    assert not OpenAI().fits({"prompt": []})


def test_without_a_mark_the_assistant_is_learnt_throughout() -> None:
    assert learnt(ASK, SAY, ASK, SAY) == {1, 3}
    assert learnt(ASK, {**SAY, "weight": None}) == {1}
    assert learnt({**ASK, "train": False}, SAY) == {1}, "a mark on a user says nothing"


@pytest.mark.parametrize("mark", ["train", "weight", "loss"])
def test_with_marks_those_that_say_so_are_learnt(mark: str) -> None:
    assert learnt(ASK, {**SAY, mark: 0}, ASK, {**SAY, mark: 1}, ASK, SAY) == {3}


@given(st.lists(st.sampled_from([None, True, False, 0, 0.5]), max_size=6))
def test_what_is_learnt_is_marked_or_nothing_is(marks: list[Any]) -> None:
    found = learnt(*({**SAY, "weight": mark} for mark in marks))
    if all(mark is None for mark in marks):
        assert found == set(range(len(marks)))
    else:
        assert found == {place for place, mark in enumerate(marks) if mark}


def test_messages_that_are_no_list_are_told() -> None:
    with pytest.raises(RowError, match="`messages` is a str"):
        OpenAI().dialogue({"messages": "hi"})
