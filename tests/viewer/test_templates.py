"""The templates that a page offers."""

from __future__ import annotations

from toolmind.viewer.templates import known_templates


def test_those_that_are_named_come_first_and_once() -> None:
    assert known_templates(["b", "a", "b"])[:2] == ("b", "a")
