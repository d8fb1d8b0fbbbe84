"""Literals that a schema names, and masks made of a call's own arguments."""

from __future__ import annotations

import pytest

from toolmind.checks.grounding.given import given_by_call, given_by_schema, given_by_tool
from toolmind.records import JSON, Tool


@pytest.mark.parametrize(
    ("value", "description"),
    [
        ("me", "The user's email address. The special value `me` means the caller."),
        ("me", 'The user\'s id, or the string literal "me".'),
        ("primary", "Use the 'primary' keyword for the calendar of the caller."),
        ("-", "Use “-” for all locations."),
    ],
)
def test_a_literal_that_the_schema_names_is_given(value: str, description: str) -> None:
    assert given_by_schema(value, {"type": "string", "description": description})


@pytest.mark.parametrize(
    ("value", "description"),
    [
        ("London", "The city, e.g. `London`."),
        ("London", "The city, such as 'London'."),
        ("a@b.c", 'An address. For example: "a@b.c".'),
        ("YYYY", "A year in the format `YYYY`."),
        ("m", "The special value `me` means the caller."),
        ("me", "Tell me."),
        ("me", ""),
    ],
)
def test_an_example_and_a_part_of_a_word_are_not(value: str, description: str) -> None:
    assert not given_by_schema(value, {"type": "string", "description": description})


def test_what_leaves_no_choice_is_given() -> None:
    assert given_by_schema(1, {"const": 1}) and not given_by_schema(True, {"const": 1})
    assert given_by_schema("x", {"enum": ["x"]}) and not given_by_schema("x", {"enum": ["x", "y"]})
    assert given_by_schema("x", {"default": "x"}) and not given_by_schema("x", {})


@pytest.mark.parametrize(
    ("value", "description", "given"),
    [
        ("HEAD", "The revision. Defaults to HEAD.", True),
        ("HEAD", "The revision (default: HEAD).", True),
        ("origin/main", "Default is `origin/main`, where there is one.", True),
        (10, "How many; the default value is 10.", True),
        (1, "How many; the default value is 10.", False),
        (20, "How many. Defaults to 10, at most 20.", False),
        ("main", "The default branch, like main.", False),
        ("Berlin", "Where. Defaults to the city of the user, say Berlin.", False),
        (True, "Defaults to True.", False),
    ],
)
def test_the_default_that_a_description_tells_is_given(
    value: JSON, description: str, given: bool
) -> None:
    assert given_by_schema(value, {"description": description}) is given


@pytest.mark.parametrize(
    ("value", "name", "description", "given"),
    [
        ("Forgot Password", "ForgotPassword", "", True),
        ("Password", "ForgotPassword", "", False),
        ("all", "list_tasks", "Lists tasks. The board 'all' holds every task.", True),
        ("work", "list_tasks", "Lists tasks of a board, e.g. 'work'.", False),
        ("HEAD", "git_diff", "Shows differences.", True),
        ("HEAD~2", "git_show", "", True),
        ("HEAD", "http_request", "Sends a request.", False),
        ("main", "git_diff", "Shows differences between branches.", False),
        ("HEADLINE", "git_show", "", False),
        (3, "list_tasks", "Lists '3' tasks.", False),
    ],
)
def test_a_literal_of_the_tool_itself_is_given(
    value: JSON, name: str, description: str, given: bool
) -> None:
    assert given_by_tool(value, name, Tool(id=name, name=name, description=description)) is given
    assert given_by_tool(value, name) is (given and not description.startswith("Lists"))


CALL = {"body": {"title": "a", "dueDate": "b", "parts": [{"text": "c"}]}, "updateMask": ""}


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("updateMask", "title", True),
        ("updateMask", "title,dueDate", True),
        ("update_mask", "title, due_date", True),
        ("updateMask", "body.parts.text", True),
        ("fields", "parts.*", True),
        ("updateMask", "title,owner", False),
        ("updateMask", "updateMask", False),
        ("updateMask", "title and more", False),
        ("name", "title", False),
        ("updateMask", 3, False),
    ],
)
def test_a_mask_names_arguments_of_its_own_call(name: str, value: object, given: bool) -> None:
    assert given_by_call(value, name, {**CALL, name: value}) is given
