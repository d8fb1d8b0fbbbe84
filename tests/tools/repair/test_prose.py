"""What descriptions say that the schema does not; open lists and other hints say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from repairing import mended, one


def told(description: str, **keys: Any) -> dict[str, Any]:
    """What repair makes of a field with this description, beside the description itself."""
    field = {"description": description, **keys}
    result, _ = mended(one(field))
    assert result.pop("description") == description, "the text stays"
    return {key: value for key, value in result.items() if key not in keys}


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("(string) the city", "string"),
        ("[List[int]] the ids", "array"),
        ("(int): the page", "integer"),
        ("boolean: whether to", "boolean"),
    ],
)
def test_a_type_at_the_beginning(description: str, kind: str) -> None:
    assert told(description)["type"] == kind


@pytest.mark.parametrize(
    "description",
    ["(optional) the city", "(Hotel) the place", "string theory", "(string)", "int:x"],
)
def test_no_type_at_the_beginning(description: str) -> None:
    assert told(description) == {}


def test_a_type_that_is_there_is_not_overruled() -> None:
    assert told("(string) the id", type="integer") == {}
    assert told("(string) the id", anyOf=[{"type": "integer"}]) == {}


@pytest.mark.parametrize(
    "description",
    [
        "One of 'a', 'b' or 'c'.",
        'Allowed values: "a", "b", "c".',
        "Must be either `a` or `b` or `c`",
        "Valid options are ['a' | 'b' | 'c']",
        "Order. Choices: a | b | c",
        "One of the following values: a, b, or c.",
        "Supported values: 'a', 'b', 'c', 'a'",
    ],
)
def test_a_closed_list_is_an_enumeration(description: str) -> None:
    assert told(description, type="string") == {"enum": ["a", "b", "c"]}


def test_emphasis_is_no_part_of_a_word() -> None:
    assert told("One of '**a**', '**b**'.", type="string") == {"enum": ["a", "b"]}


@pytest.mark.parametrize(
    "text",
    [
        "For example one of 'a', 'b'",
        "One of 'a', 'b', etc.",
        "One of 'a', 'b', 'c …",
        "One of 'a', 'b' or \"c",
        "A comma-separated list of values. One of 'a', 'b'",
        "e.g. options: 'a', 'b'",
        "It is 'a' or 'b' that counts",
        "Options: title, author, or any other field",
        "One of: up, down, e.g. up",
        "Valid values: 1 to 5, or all of them",
        "One of 'a'.",
    ],
)
def test_open_lists_do_not_become_enumerations(text: str) -> None:
    assert told(text, type="string") == {}


@pytest.mark.parametrize(
    "keys",
    [
        {"type": "integer"},
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": "a"},
        {"type": "string", "default": "z"},
    ],
)
def test_what_else_is_said_of_the_value_comes_first(keys: dict[str, Any]) -> None:
    assert told("One of 'a', 'b'.", **keys) == {}


@pytest.mark.parametrize(
    ("description", "kind", "value"),
    [
        ("Page, defaults to 5.", "integer", 5),
        ("Page (default: -5)", "number", -5),
        ("Rate. Default value is 0.5", "number", 0.5),
        ("Default=true", "boolean", True),
        ("Default is FALSE.", "boolean", False),
        ("Unit, default is 'celsius'", "string", "celsius"),
    ],
)
def test_a_default_of_its_own_type(description: str, kind: str, value: Any) -> None:
    assert told(description, type=kind) == {"default": value}


@pytest.mark.parametrize(
    ("description", "keys"),
    [
        ("Defaults to 'all'.", {"type": "integer"}),
        ("Defaults to 0.5.", {"type": "integer"}),
        ("Defaults to 5.", {"type": "string"}),
        ("Defaults to `now`.", {"type": "string"}),
        ("Defaults to 5 minutes", {}),
        ("Defaults to 5.", {"type": "integer", "default": 7}),
        ("Defaults to 'c'.", {"type": "string", "enum": ["a", "b"]}),
        ("The default of 3", {"type": "integer"}),
        ("Defaults to the current date", {"type": "string"}),
    ],
)
def test_defaults_of_another_type_are_left_in_the_text(
    description: str, keys: dict[str, Any]
) -> None:
    assert told(description, **keys) == {}


def test_a_default_among_the_choices_needs_no_other_quotes() -> None:
    assert told("Defaults to `a`.", type="string", enum=["a", "b"]) == {"default": "a"}
