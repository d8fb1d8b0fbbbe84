"""Rows by turn: a prompt, and the completion that is learnt."""

from __future__ import annotations

import json

import pytest

from toolmind.datasets.forms.base import RowError
from toolmind.datasets.forms.prompt_completion import PromptCompletion

ASK, SAY = {"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello."}


def test_it_is_known_by_two_lists() -> None:
    assert PromptCompletion().fits({"prompt": [], "completion": []})
    assert not PromptCompletion().fits({"prompt": "hi", "completion": "Hello."})
    assert not PromptCompletion().fits({"prompt": []})


def test_the_lists_may_be_json_text() -> None:
    row = {"prompt": json.dumps([ASK]), "completion": json.dumps([SAY])}
    assert PromptCompletion().fits(row)
    assert PromptCompletion().dialogue(row).learnt == {1}


def test_the_completion_is_learnt_and_nothing_of_the_prompt() -> None:
    dialogue = PromptCompletion().dialogue({"prompt": [ASK, SAY, ASK], "completion": [SAY]})
    assert [message.role for message in dialogue.messages] == ["user", "assistant"] * 2
    assert dialogue.learnt == {3}


def test_marks_do_not_count() -> None:
    row = {"prompt": [{**SAY, "train": True}], "completion": [{**SAY, "train": False}]}
    assert PromptCompletion().dialogue(row).learnt == {1}


def test_a_completion_that_is_missing_is_told() -> None:
    with pytest.raises(RowError, match="`completion` is a NoneType"):
        PromptCompletion().dialogue({"prompt": [ASK]})
