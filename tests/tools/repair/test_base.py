"""What rules are made of."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.tools.repair.base import Unrepairable, noted, without


def test_without_some_keys_the_rest_keeps_its_order_and_the_object_is_left_alone() -> None:
    node = {"a": 1, "b": 2, "c": 3}
    assert list(without(node, "b", "z").items()) == [("a", 1), ("c", 3)]
    assert node == {"a": 1, "b": 2, "c": 3}


@pytest.mark.parametrize(
    ("description", "noted_text"), [("Of a city.", "Of a city. Type: X."), ("", "Type: X.")]
)
def test_a_note_is_added_to_the_description_once(description: str, noted_text: str) -> None:
    node = {"description": description, "title": "T"}
    once = noted(node, "Type: X.")
    assert once == {"description": noted_text, "title": "T"}
    assert noted(once, "Type: X.") is once


@pytest.mark.parametrize("node", [{}, {"description": None}, {"description": ["x"]}])
def test_what_is_no_description_is_replaced_by_the_note(node: dict[str, Any]) -> None:
    assert noted(node, "See x.") == {"description": "See x."}


def test_what_cannot_be_repaired_has_a_code_to_be_counted_by() -> None:
    error = Unrepairable("no-name", "a function needs a name", "name")
    assert (error.code, error.explanation, error.field) == (
        "no-name",
        "a function needs a name",
        "name",
    )
    assert str(error) == "no-name: a function needs a name"
