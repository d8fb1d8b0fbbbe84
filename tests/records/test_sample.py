"""A sample ends with the message to learn."""

from __future__ import annotations

import pytest

from toolmind.records import Message, Sample


def test_the_anchor_is_the_last_message() -> None:
    asked, told = Message(role="user", content="a"), Message(role="assistant", content="b")
    assert Sample(id="s", trajectory="t", messages=(asked, told)).anchor is told


def test_a_sample_without_messages_has_no_anchor() -> None:
    with pytest.raises(IndexError):
        _ = Sample(id="s", trajectory="t", messages=()).anchor
