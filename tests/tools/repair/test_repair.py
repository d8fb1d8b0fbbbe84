"""Each rule on its own form of damage; then all of them on anything."""

from __future__ import annotations

import json
import random
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.tools.names import is_safe
from toolmind.tools.repair import Change, Unrepairable, repair_function, rule_summaries
from toolmind.tools.usable import schema_problem


def function(parameters: Any, **keys: Any) -> dict[str, Any]:
    return {"name": "f", "description": "d", "parameters": parameters, **keys}


def one(field: Any) -> dict[str, Any]:
    return function({"type": "object", "properties": {"x": field}})


def mended(value: Any) -> tuple[Any, set[str]]:
    """Return the parameters, or the field x where there is only that, and the rules applied."""
    tool, changes = repair_function(value)
    fields = tool.parameters.get("properties", {})
    rules = {change.rule for change in changes}
    return (fields["x"] if list(fields) == ["x"] else tool.parameters), rules


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("type-name", one({"type": "str"}), {"type": "string"}),
        ("type-name", one({"type": "List[int]"}), {"type": "array", "items": {"type": "integer"}}),
        ("type-name", one({"type": "Optional[float]"}), {"type": ["number", "null"]}),
        ("type-name", one({"type": "any"}), {}),
        ("type-name", one({"type": ["string", "string"]}), {"type": ["string"]}),
        ("type-name", one({"type": "HotelInfo"}), {"description": "Type: HotelInfo."}),
        ("type-name", one({"type": {"type": "string"}}), {"type": "string"}),
        ("nullable", one({"type": "string", "nullable": True}), {"type": ["string", "null"]}),
        ("nullable", one({"type": "string", "nullable": "false"}), {"type": "string"}),
        (
            "nullable",
            one({"type": "string", "enum": ["a"], "nullable": True}),
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            "boolean-string",
            one({"type": "boolean", "default": "true"}),
            {"type": "boolean", "default": True},
        ),
        (
            "boolean-string",
            one({"type": "boolean", "enum": ["true", "false"]}),
            {"type": "boolean", "enum": [True, False]},
        ),
        (
            "number-string",
            one({"type": "integer", "minimum": "1", "default": "5"}),
            {"type": "integer", "minimum": 1, "default": 5},
        ),
        (
            "exclusive-bound",
            one({"type": "number", "minimum": 0, "exclusiveMinimum": True}),
            {"type": "number", "exclusiveMinimum": 0},
        ),
        ("enum-form", one({"type": "string", "enum": []}), {"type": "string"}),
        (
            "enum-form",
            one({"type": "string", "enum": "a, b"}),
            {"type": "string", "enum": ["a", "b"]},
        ),
        ("enum-type", one({"type": "integer", "enum": ["a"]}), {"type": "string", "enum": ["a"]}),
        (
            "items-form",
            one({"type": "array", "items": [{"type": "string"}]}),
            {"type": "array", "prefixItems": [{"type": "string"}]},
        ),
        ("dangling-ref", one({"$ref": "#/components/X"}), {"description": "See #/components/X."}),
        ("dangling-ref", one({"$ref": "http://a.b/c"}), {"description": "See http://a.b/c."}),
        ("example", one({"type": "string", "example": "a"}), {"type": "string", "examples": ["a"]}),
        ("description-form", one({"type": "string", "description": None}), {"type": "string"}),
        ("type-missing", one({"enum": ["a", "b"]}), {"type": "string", "enum": ["a", "b"]}),
        ("property-shorthand", one("int"), {"type": "integer"}),
        ("property-shorthand", one("the city"), {"description": "the city"}),
        ("property-shorthand", one(["a", "b"]), {"type": "string", "enum": ["a", "b"]}),
        ("property-shorthand", one(None), {}),
        (
            "type-in-prose",
            one({"description": "(string) the city"}),
            {"type": "string", "description": "(string) the city"},
        ),
        (
            "enum-in-prose",
            one({"type": "string", "description": "One of 'a', 'b' or 'c'."}),
            {"type": "string", "description": "One of 'a', 'b' or 'c'.", "enum": ["a", "b", "c"]},
        ),
        (
            "enum-in-prose",
            one({"type": "string", "description": "Order. Valid values: up | down"}),
            {
                "type": "string",
                "description": "Order. Valid values: up | down",
                "enum": ["up", "down"],
            },
        ),
        (
            "default-in-prose",
            one({"type": "integer", "description": "Page, defaults to 5."}),
            {"type": "integer", "description": "Page, defaults to 5.", "default": 5},
        ),
        ("invalid-keyword", one({"type": "string", "pattern": "("}), {"type": "string"}),
        ("invalid-keyword", one({"type": "string", "minLength": "long"}), {"type": "string"}),
        ("identity", one({"type": "string", "$id": "http://a.b"}), {"type": "string"}),
    ],
)
def test_field_rules(rule: str, before: Any, after: Any) -> None:
    result, rules = mended(before)
    assert result == after
    assert rule in rules


OBJECT = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
A_REQUIRED = {**OBJECT, "required": ["a"]}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("required-form", function({**OBJECT, "required": None}), OBJECT),
        ("required-form", function({**OBJECT, "required": ["a", "a", "z"]}), A_REQUIRED),
        ("required-form", function({**OBJECT, "required": "a"}), A_REQUIRED),
        ("required-outside", function(OBJECT, required=["a"]), A_REQUIRED),
        ("root-type", function({"properties": OBJECT["properties"]}), OBJECT),
        ("root-type", function(None), {"type": "object", "properties": {}}),
        ("property-map", function(OBJECT["properties"]), OBJECT),
        ("schema-text", function(json.dumps(OBJECT)), OBJECT),
        ("parameters-key", {"name": "f", "arguments": OBJECT}, OBJECT),
        ("double-schema", function({"type": "object", "properties": A_REQUIRED}), A_REQUIRED),
        (
            "parameter-list",
            function([{"name": "a", "type": "str"}, {"name": "b", "type": "int"}]),
            OBJECT,
        ),
        (
            "required-flag",
            function(
                {
                    "type": "object",
                    "properties": {
                        "a": {"type": "string", "required": True},
                        "b": {"type": "integer", "required": "false"},
                    },
                }
            ),
            A_REQUIRED,
        ),
        (
            "misplaced-keyword",
            function({"type": "object", "properties": {**OBJECT["properties"], "required": ["a"]}}),
            A_REQUIRED,
        ),
        ("loose-properties", function({"type": "object", **OBJECT["properties"]}), OBJECT),
        (
            "optional-type",
            function(
                {
                    "type": "object",
                    "properties": {"a": {"type": "str"}, "b": {"type": "int, optional"}},
                    "required": ["a", "b"],
                }
            ),
            A_REQUIRED,
        ),
        (
            "property-list",
            function({"type": "object", "properties": [{"name": "a", "type": "string"}]}),
            {"type": "object", "properties": {"a": {"type": "string"}}},
        ),
        (
            "dialect",
            function({**OBJECT, "$schema": "http://json-schema.org/draft-07/schema#"}),
            OBJECT,
        ),
    ],
)
def test_object_rules(rule: str, before: Any, after: Any) -> None:
    tool, changes = repair_function(before)
    assert tool.parameters == after
    assert rule in {change.rule for change in changes}


def test_wrapping() -> None:
    wrapped = {"type": "function", "function": function(OBJECT)}
    tool, changes = repair_function(wrapped)
    assert (tool.name, changes) == ("f", [])  # the usual form needs no repair
    twice = {"type": "function", "function": wrapped}
    tool, changes = repair_function(twice)
    assert tool.parameters == OBJECT and [change.rule for change in changes] == ["unwrap"]
    tool, _ = repair_function([json.dumps(twice)])
    assert tool.name == "f"
    outside = {"type": "function", "name": "f", "function": {"parameters": OBJECT}}
    assert repair_function(outside)[0].name == "f"


def test_definitions_move_and_references_follow() -> None:
    schema = {
        "type": "object",
        "properties": {"x": {"$ref": "#/definitions/N"}, "y": {"$ref": "#/definitions/Gone"}},
        "definitions": {"N": {"type": "object", "properties": {"n": {"$ref": "#/definitions/N"}}}},
    }
    tool, _ = repair_function(function(schema))
    assert tool.parameters["properties"]["x"] == {"$ref": "#/$defs/N"}
    assert "$ref" not in tool.parameters["properties"]["y"]
    assert tool.parameters["$defs"]["N"]["properties"]["n"] == {"$ref": "#/$defs/N"}


@pytest.mark.parametrize(
    "text",
    [
        "For example one of 'a', 'b'",
        "One of 'a', 'b', etc.",
        "One of 'a', 'b', 'c …",
        "A comma-separated list of values. One of 'a', 'b'",
        "e.g. options: 'a', 'b'",
        "It is 'a' or 'b' that counts",
        "Options: title, author, or any other field",
        "One of: up, down, e.g. up",
        "Valid values: 1 to 5, or all of them",
    ],
)
def test_open_lists_do_not_become_enumerations(text: str) -> None:
    result, _ = mended(one({"type": "string", "description": text}))
    assert "enum" not in result


def test_defaults_of_another_type_are_left_in_the_text() -> None:
    result, _ = mended(one({"type": "integer", "description": "Defaults to 'all'."}))
    assert "default" not in result


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (7, "not-a-function"),
        ([], "not-a-function"),
        ({"parameters": OBJECT}, "no-name"),
        ({"name": " ", "parameters": OBJECT}, "no-name"),
        (function({"type": "string"}), "parameters-not-object"),
        (function([1, 2]), "schema-is-list"),
        (function(3), "schema-not-object"),
        (function({**OBJECT, "$defs": []}), None),
    ],
)
def test_what_cannot_be_repaired_says_why(value: Any, code: str | None) -> None:
    if code is None:
        assert repair_function(value)[0].parameters["type"] == "object"
        return
    with pytest.raises(Unrepairable) as caught:
        repair_function(value)
    assert caught.value.code == code and caught.value.explanation


def test_depth_is_bounded() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(3000):
        deep = {"type": "object", "properties": {"x": deep}}
    with pytest.raises(Unrepairable, match="too-deep"):
        repair_function(function(deep))


def test_changes_tell_before_and_after() -> None:
    _, changes = repair_function(one({"type": "str", "nullable": True}))
    path = "/parameters/properties/x"
    assert changes == [
        Change(rule="type-name", path=path, before={"type": "str"}, after={"type": "string"}),
        Change(
            rule="nullable",
            path=path,
            before={"nullable": True, "type": "string"},
            after={"type": ["string", "null"]},
        ),
    ]


def test_every_applied_rule_is_summarised() -> None:
    known = rule_summaries()
    for value in map(damaged_function, range(200)):
        try:
            _, changes = repair_function(value)
        except Unrepairable:
            continue
        assert {change.rule for change in changes} <= known.keys()


# --- anything goes in, only valid tools come out ---------------------------------------------

KEYWORDS = (
    "type properties required items enum default description nullable anyOf allOf oneOf $ref $defs "
    "definitions additionalProperties minimum maximum exclusiveMinimum minLength pattern format "
    "example examples const title $schema $id not if then prefixItems uniqueItems multipleOf "
    "dependentRequired patternProperties $anchor discriminator contains propertyNames"
).split()
VALUES = [
    *("string", "str", "List[int]", "dict", "object", "int or null", "x", "", "true", "5", "("),
    *("#", "#/$defs/A", "#/definitions/A", "http://x.y/z", "one of 'a', 'b'", "default: 3"),
    *(None, True, False, 0, 5, -1, 1.5, [], {}, ["a"], ["a", 1, None], [{"name": "a"}]),
]


def damaged_schema(rng: random.Random, depth: int = 0) -> Any:
    """Return something like a schema, damaged at any place."""
    if depth > 4 or rng.random() < 0.15:
        return rng.choice(VALUES)
    result: dict[str, Any] = {}
    for key in rng.sample(KEYWORDS, rng.randint(0, 5)):
        draw = rng.random()
        if draw < 0.45:
            result[key] = rng.choice(VALUES)
        elif draw < 0.65:
            result[key] = damaged_schema(rng, depth + 1)
        elif draw < 0.8:
            result[key] = [damaged_schema(rng, depth + 1) for _ in range(rng.randint(0, 3))]
        else:
            names = rng.sample(["a", "b", "$ref", "type", "required", "x/y", "é"], 2)
            result[key] = {name: damaged_schema(rng, depth + 1) for name in names}
    return result


def damaged_function(seed: int) -> Any:
    rng = random.Random(seed)
    value: Any = {
        "name": rng.choice(["f", "get weather", "a.b.c", "x" * 90, "é", "日本", None, "", 3]),
        rng.choice(["parameters", "arguments", "inputSchema", "args"]): damaged_schema(rng),
        rng.choice(["returns", "outputSchema", "response"]): damaged_schema(rng),
        "required": rng.choice([None, ["a"], "a", True]),
        "description": rng.choice(["d", None, 5, ["x"]]),
    }
    if rng.random() < 0.2:
        value = {"type": "function", "function": value}
    return value


def assert_valid_and_stable(value: Any) -> bool:
    """Check the promise of repair; say whether the value could be repaired."""
    try:
        tool, _ = repair_function(value)
    except Unrepairable:
        return False
    assert is_safe(tool.name)
    assert schema_problem(tool.parameters, needs_object=True) is None
    assert tool.returns is None or schema_problem(tool.returns) is None
    again, changes = repair_function(msgspec.to_builtins(tool))
    assert (again, changes) == (tool, [])
    return True


def test_ten_thousand_damaged_functions() -> None:
    usable = sum(assert_valid_and_stable(damaged_function(seed)) for seed in range(10_000))
    assert usable > 3_000


def test_the_reference_validator_agrees() -> None:
    for seed in range(0, 3000, 10):
        try:
            tool, _ = repair_function(damaged_function(seed))
        except Unrepairable:
            continue
        jsonschema.Draft202012Validator.check_schema(tool.parameters)
        jsonschema.Draft202012Validator.check_schema(tool.returns or {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False)
    | st.text(max_size=12) | st.sampled_from(VALUES[:17]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYWORDS) | st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_as_parameters(value: Any) -> None:
    assert_valid_and_stable(function(value, returns=value))


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_as_a_function(value: Any) -> None:
    assert_valid_and_stable(value)
