"""The core schema of YAML 1.2, value by value; JSON is YAML, whatever it holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from toolmind.tools.sources.yaml_core import parse_yaml


def read(text: str) -> Any:
    return parse_yaml(text.encode())


@pytest.mark.parametrize(
    "text", "NO no No y Y yes on On OFF off n 12:30 1:30:00 0b11 1_000".split()
)
def test_what_yaml_1_1_took_for_something_else_is_text(text: str) -> None:
    assert read(f"[{text}]") == [text]
    assert read(f"{text}: 1") == {text: 1}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("+7", 7),
        ("-0", 0),
        ("1.10", 1.1),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.", 1.0),
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        (".inf", None),
        ("-.INF", None),
        (".NaN", None),
        ("2024-01-02", "2024-01-02"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"),
        ("!!timestamp 2024-01-02", "2024-01-02"),
        ("'true'", "true"),
        ('"010"', "010"),
        ("!!str 010", "010"),
        ("123456789012345678901234567890", 123456789012345678901234567890.0),
        ("=", "="),
    ],
)
def test_scalars(text: str, value: Any) -> None:
    (found,) = read(f"[{text}]")
    assert found == value and type(found) is type(value)


def test_keys_are_what_is_written() -> None:
    assert read("{200: a, 1.10: b, true: c, null: d, 0x1: e}") == {
        "200": "a",
        "1.10": "b",
        "true": "c",
        "null": "d",
        "0x1": "e",
    }


def test_choices_of_a_text_are_texts_as_they_are_written() -> None:
    schema = (
        "{type: string, enum: [1.10, 010, true, null, a], default: 007, const: 1e3, minLength: 2}"
    )
    assert read(schema) == {
        "type": "string",
        "enum": ["1.10", "010", "true", None, "a"],
        "default": "007",
        "const": "1e3",
        "minLength": 2,
    }
    assert read("{type: [string, 'null'], enum: [1.0]}")["enum"] == ["1.0"]
    assert read("{type: [string, integer], enum: [1]}")["enum"] == [1]
    assert read("{type: number, enum: [1.10]}")["enum"] == [1.1]
    assert read("{enum: [1.10], default: 1}") == {"enum": [1.1], "default": 1}


def test_a_number_shared_by_an_alias_stays_one_where_no_text_is_meant() -> None:
    assert read("a: {type: string, default: &x 5}\nb: {type: integer, default: *x}") == {
        "a": {"type": "string", "default": "5"},
        "b": {"type": "integer", "default": 5},
    }


def test_merge_keys_and_aliases() -> None:
    assert read("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}")["b"] == {"x": 1, "y": 3}
    assert read("&a [*a]") == [None]


@pytest.mark.parametrize("text", ["a: [", "{[1]: 2}", "!!python/name:os.getcwd", "!!int x"])
def test_what_is_no_yaml(text: str) -> None:
    with pytest.raises((yaml.YAMLError, ValueError)):
        read(text)


def test_depth_is_bounded() -> None:
    with pytest.raises((ValueError, RecursionError)):
        read("[" * 600 + "]" * 600)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)


@given(
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=10,
    )
)
def test_json_is_yaml(value: Any) -> None:
    text = json.dumps(value)  # ASCII: YAML allows fewer characters than JSON
    if "\\u" not in text and '"type"' not in text:
        assert read(text) == value
