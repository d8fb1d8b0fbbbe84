from __future__ import annotations

import pytest

from toolmind.errors import ReplyError
from toolmind.models.tool_calls.typed_values import declared_types, read_value, write_value

TEXT, MAYBE, COUNT = (frozenset(types) for types in (["string"], ["string", "null"], ["integer"]))


def test_types_as_a_schema_declares_them() -> None:
    schema = {"properties": {"a": {"type": "string"}, "b": {"type": ["string", "null"]}, "c": {}}}
    assert declared_types(schema, "a") == TEXT
    assert declared_types(schema, "b") == MAYBE
    assert declared_types(schema, "c") is declared_types(schema, "d") is None
    assert declared_types({"properties": []}, "a") is None


@pytest.mark.parametrize(
    ("text", "types", "value"),
    [
        ("5", TEXT, "5"),
        ("5", COUNT, 5),
        ("5", None, 5),
        ("5", MAYBE, "5"),
        ("null", MAYBE, None),
        ("null", TEXT, "null"),
        ("five", None, "five"),
        ("true", COUNT, True),
        ("1.5", COUNT, 1.5),
    ],
)
def test_a_text_is_a_string_where_the_schema_says_so_and_json_elsewhere(text, types, value) -> None:
    read = read_value("n", text, types)
    assert read == value and type(read) is type(value)


def test_what_is_no_json_is_refused_where_no_text_may_stand() -> None:
    with pytest.raises(ReplyError, match="'n' is not JSON"):
        read_value("n", "five", COUNT)


@pytest.mark.parametrize("types", [TEXT, MAYBE, None])
@pytest.mark.parametrize("value", ["5", "null", "plain", '"quoted"', ""])
def test_a_string_is_written_so_that_it_is_read_back(value, types) -> None:
    assert read_value("n", write_value(value, types), types) == value
