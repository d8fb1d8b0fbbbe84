"""Type names as people and programs write them."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.repair.types import (
    JSON_TYPES,
    parse_type,
    says_optional,
    type_of_values,
    with_null,
)

TEXT, WHOLE, NUMBER = {"type": "string"}, {"type": "integer"}, {"type": "number"}


def listed(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        *((name, {"type": name}) for name in sorted(JSON_TYPES)),
        ("str", TEXT),
        ("VARCHAR(20)", TEXT),
        ("decimal(8, 2)", NUMBER),
        ("Double", NUMBER),
        ("Integers", WHOLE),
        ("a string", TEXT),
        ("`int`", WHOLE),
        ("datetime", {"type": "string", "format": "date-time"}),
        ("URL", {"type": "string", "format": "uri"}),
        ("any", {}),
        ("typing.Any", {}),
        ("str, optional", TEXT),
        ("str (required)", TEXT),
        ("optional int", WHOLE),
        ("list", {"type": "array"}),
        ("list[Any]", {"type": "array"}),
        ("List[int]", listed(WHOLE)),
        ("typing.List[str]", listed(TEXT)),
        ("string[]", listed(TEXT)),
        ("int[][]", listed(listed(WHOLE))),
        ("list of strings", listed(TEXT)),
        ("an array of the integers", listed(WHOLE)),
        ("Array<number>", listed(NUMBER)),
        ("Tuple[int, ...]", listed(WHOLE)),
        ("Tuple[float, float]", listed(NUMBER)),
        ("Tuple[int, str]", {"type": "array"}),
        ("List[Hotel]", {"type": "array"}),
        ("Dict[str, float]", {"type": "object", "additionalProperties": NUMBER}),
        ("Dict[str, Any]", {"type": "object"}),
        ("Map<String, List<int>>", {"type": "object", "additionalProperties": listed(WHOLE)}),
        ("Dict[str]", {"type": "object"}),
        ("Optional[str]", {"type": ["string", "null"]}),
        ("Optional[List[int]]", {"type": ["array", "null"], "items": WHOLE}),
        ("int | None", {"type": ["integer", "null"]}),
        ("integer or null", {"type": ["integer", "null"]}),
        ("int / str", {"type": ["integer", "string"]}),
        ("Union[int, str]", {"type": ["integer", "string"]}),
        ("Union[int, integer]", WHOLE),
        ("Union[int, Any]", {}),
        ("int | List[str]", {"anyOf": [WHOLE, listed(TEXT)]}),
        ("date | int", {"anyOf": [{"type": "string", "format": "date"}, WHOLE]}),
        ("Annotated[int, 'the page']", WHOLE),
        ("Literal['a', 'b|c']", {"enum": ["a", "b|c"], "type": "string"}),
        ("Literal[1, 2.5]", {"enum": [1, 2.5], "type": "number"}),
        ("Literal['a', 1]", {"enum": ["a", 1]}),
    ],
)
def test_what_a_type_text_means(text: str, schema: dict[str, Any]) -> None:
    assert parse_type(text) == schema


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HotelInfo",
        "the city",
        "Union[int, Hotel]",
        "int | Hotel",
        "Hotel[]",
        "Hotel[int]",
        "Literal[]",
        "Literal[a]",
        "Literal['a', ['b']]",
        "Annotated[]",
        "Optional[Hotel]",
        "x" * 201,
        "List[" * 60 + "int" + "]" * 60,
    ],
)
def test_what_means_nothing_known(text: str) -> None:
    assert parse_type(text) is None


def test_a_schema_that_was_given_is_the_callers_own() -> None:
    found = parse_type("str")
    assert found is not None
    found["title"] = "mine"
    assert parse_type("str") == TEXT


WORDS = st.sampled_from(
    ["int", "str", "List", "[", "]", "|", "None", "'", ",", " or ", "Literal", "optional", "(", "<"]
)


@given(st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=10).map("".join)))
def test_whatever_is_meant_is_a_schema(text: str) -> None:
    found = parse_type(text)
    if found is not None:
        jsonschema.Draft202012Validator.check_schema(found)


@pytest.mark.parametrize(
    ("text", "optional"),
    [("int, optional", True), ("Optional[int]", True), ("int", False), ("optionally", False)],
)
def test_a_type_says_that_it_is_optional(text: str, optional: bool) -> None:
    assert says_optional(text) == optional


@pytest.mark.parametrize(
    ("values", "schema"),
    [
        ([], {}),
        (["a", "b"], TEXT),
        ([1, 2.5], NUMBER),
        ([True, False], {"type": "boolean"}),
        ([True, 1], {}),
        ([None], {"type": "null"}),
        (["a", None], {}),
        ([{}], {}),
    ],
)
def test_the_one_type_of_some_values(values: list[Any], schema: dict[str, Any]) -> None:
    assert type_of_values(values) == schema


def test_null_is_added_once_and_to_the_values_too() -> None:
    words = with_null({"type": "string", "enum": ["a"]})
    assert words == {"type": ["string", "null"], "enum": ["a", None]}
    assert with_null(words) == words
