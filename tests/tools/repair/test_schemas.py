"""All rules at all places, until nothing changes; what no rule can mend is removed."""

from __future__ import annotations

from typing import Any

import pytest

from repairing import OBJECT, function, mended, one
from toolmind.tools.repair import INVALID, Change, Unrepairable, repair_function, repair_schema

STR, STRING = {"type": "str"}, {"type": "string"}


def repaired(schema: dict[str, Any]) -> tuple[dict[str, Any], list[Change]]:
    changes: list[Change] = []
    return repair_schema(schema, "returns", changes), changes


@pytest.mark.parametrize(
    "around",
    [
        *({key: None} for key in ("items", "not", "if", "contains", "propertyNames")),
        *({key: None} for key in ("additionalProperties", "unevaluatedItems", "contentSchema")),
        *({key: [None, True]} for key in ("anyOf", "allOf", "prefixItems")),
        {"oneOf": [None, {"type": "integer"}]},
        *({key: {"a/b": None}} for key in ("properties", "$defs", "dependentSchemas")),
    ],
)
def test_every_place_of_a_schema_is_reached(around: dict[str, Any]) -> None:
    def filled(value: Any, schema: Any) -> Any:
        if isinstance(value, list):
            return [schema, *value[1:]]
        return {"a/b": schema} if isinstance(value, dict) else schema

    ((key, value),) = around.items()
    result, changes = repaired({"type": "object", key: filled(value, STR)})
    assert result[key] == filled(value, STRING)
    steps = {list: "/0", dict: "/a~1b"}.get(type(value), "")
    assert [(c.rule, c.path) for c in changes if c.rule == "type-name"] == [
        ("type-name", f"/returns/{key}{steps}")
    ]


def test_values_are_no_schemas() -> None:
    schema = {"const": STR, "default": STR, "examples": [STR], "enum": [STR]}
    assert repaired(schema) == (schema, [])


def test_the_schema_itself_is_left_alone() -> None:
    schema = {"type": "object", "properties": {"a": dict(STR), "b": {"pattern": "("}}}
    before = {"type": "object", "properties": {"a": dict(STR), "b": {"pattern": "("}}}
    result, _ = repaired(schema)
    assert schema == before != result


@pytest.mark.parametrize(
    ("field", "after"),
    [
        ({"type": "string", "pattern": "("}, {"type": "string"}),
        ({"type": "string", "minLength": "long"}, {"type": "string"}),
        (
            {"type": "array", "items": {"pattern": "(", "minItems": -1}},
            {"type": "array", "items": {}},
        ),
        ({"anyOf": [3, {"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
    ],
)
def test_what_no_rule_can_mend_is_removed(field: Any, after: Any) -> None:
    result, rules = mended(one(field))
    assert result == after
    assert INVALID in rules


def test_of_a_list_only_what_is_none_is_removed() -> None:
    good, bad = {"type": "string"}, {"minLength": -1, "maxLength": "x", "title": "T"}
    schema, changes = repaired({"anyOf": [3, good, "none", bad, {"type": "null"}]})
    assert schema == {"anyOf": [good, {"title": "T"}, {"type": "null"}]}
    assert {(change.path, change.before) for change in changes} == {
        ("/returns/anyOf/0", 3),
        ("/returns/anyOf/2", "none"),
        ("/returns/anyOf/3/minLength", -1),
        ("/returns/anyOf/3/maxLength", "x"),
    }
    assert len(changes) == 4


def test_what_was_removed_is_told() -> None:
    _, changes = repaired({"properties": {"a": {"type": "string", "minLength": "long"}}})
    assert Change(rule=INVALID, path="/returns/properties/a/minLength", before="long") in changes


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


def test_depth_is_bounded() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(3000):
        deep = {"type": "object", "properties": {"x": deep}}
    with pytest.raises(Unrepairable, match="too-deep") as told:
        repair_function(function(deep))
    assert told.value.field == "parameters"


def test_definitions_that_are_none_leave_an_object() -> None:
    assert repair_function(function({**OBJECT, "$defs": []}))[0].parameters["type"] == "object"
