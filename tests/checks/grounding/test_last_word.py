"""The user's last word counts more than a plan."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import says, user
from toolmind.checks.grounding.last_word import said_instead


@pytest.mark.parametrize(
    ("said", "wanted", "found", "instead"),
    [
        (("Make it 25.", "Rather 30."), 25, 30, True),
        (("Make it 30.", "No, 25."), 25, 30, False),
        (("Make it 25 or 30.",), 25, 30, False),  # in one breath: the plan counts
        (("Make it 25.", "Yes."), 25, 30, False),
        (("From Rome, please.",), "Oslo", "Rome", False),  # the plan was never said
        (("From Oslo.", "From Rome and Bern."), ["Oslo"], ["Rome", "Bern"], True),
        (("From Oslo.", "From Rome."), ["Oslo"], ["Rome", "Bern"], False),
        (("Yes, true.",), False, True, False),
        (("Nothing.",), 1, None, False),
    ],
)
def test_what_is_said_last_counts(
    said: tuple[str, ...], wanted: Any, found: Any, instead: bool
) -> None:
    messages = [one for text in said for one in (user(text), says("I heard 30, Rome, Bern."))]
    assert said_instead(messages, wanted, found, "city", None) is instead
