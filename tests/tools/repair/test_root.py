"""Parameters that are no plain object at their root."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from repairing import OBJECT, function
from toolmind.tools.repair import Unrepairable, repair_function

TEXT = {"type": "string"}


def parameters(schema: Any) -> Any:
    tool, changes = repair_function(function(schema))
    again, none = repair_function(msgspec.to_builtins(tool))
    assert (again.parameters, none) == (tool.parameters, [])
    assert "root-union" in {change.rule for change in changes}
    return tool.parameters


def test_branches_that_only_require() -> None:
    branches = [{"required": ["a"]}, {"required": ["b"]}]
    found = parameters({**OBJECT, "required": [], "anyOf": branches})
    assert found == {
        **OBJECT,
        "required": [],
        "description": "Give at least one of these sets: a; b.",
    }


def test_branches_with_fields_of_their_own() -> None:
    def branch(command: str, field: str) -> dict[str, Any]:
        fields = {"command": {"const": command}, field: TEXT, "note": TEXT}
        return {"type": "object", "properties": fields, "required": ["command", field]}

    found = parameters({"oneOf": [branch("create", "text"), branch("delete", "id")]})
    assert found["required"] == ["command"]
    assert found["properties"] == {
        "command": {"enum": ["create", "delete"], "type": "string"},
        "text": TEXT,
        "note": TEXT,
        "id": TEXT,
    }
    words = "Give exactly one of these sets: command = create, text; command = delete, id."
    assert found["description"] == words


def test_fields_that_differ_from_branch_to_branch() -> None:
    branches = [
        {"properties": {"x": TEXT, "y": {}, "a": {"minLength": 2}}},
        {"properties": {"x": {"type": "integer"}, "y": TEXT, "a": {"minLength": 3}}},
        {"type": "null"},
    ]
    fields = parameters({**OBJECT, "anyOf": branches})["properties"]
    assert fields["x"] == {"anyOf": [TEXT, {"type": "integer"}]} and fields["y"] == {}
    assert fields["a"] == {"type": "string", "anyOf": [{"minLength": 2}, {"minLength": 3}]}


def test_references_and_parts_at_the_root() -> None:
    defs = {"A": {**OBJECT, "required": ["a"]}, "B": {"type": "object", "properties": {"c": TEXT}}}
    assert parameters({"$ref": "#/$defs/A", "$defs": defs}) == {**defs["A"], "$defs": defs}
    whole = parameters({"allOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}], "$defs": defs})
    assert list(whole["properties"]) == ["a", "b", "c"] and whole["required"] == ["a"]
    union = parameters({"anyOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}], "$defs": defs})
    assert list(union["properties"]) == ["a", "b", "c"] and "required" not in union


@pytest.mark.parametrize("key", ["not", "enum", "const"])
def test_what_a_root_cannot_say_is_left_out(key: str) -> None:
    value = {"required": ["a", "b"]} if key == "not" else [{"a": "x"}] if key == "enum" else {}
    assert parameters({**OBJECT, key: value}) == OBJECT


def test_two_unions_at_once() -> None:
    one = {"anyOf": [{"required": ["a"]}, {"properties": {"c": TEXT}}]}
    two = {"anyOf": [{"properties": {"d": TEXT}}, {"properties": {"e": TEXT}}]}
    found = parameters({**OBJECT, "allOf": [one, two]})
    assert list(found["properties"]) == ["a", "b", "d", "e", "c"]


def test_no_branch_that_is_an_object() -> None:
    with pytest.raises(Unrepairable, match="no branch is an object"):
        repair_function(function({"anyOf": [TEXT, {"type": "array", "items": TEXT}]}))


def test_parameters_without_properties_have_none() -> None:
    tool, changes = repair_function(function({"type": "object", "description": "Nothing."}))
    assert tool.parameters == {"type": "object", "description": "Nothing.", "properties": {}}
    assert [change.rule for change in changes] == ["root-properties"]


def test_the_root_of_a_result_may_be_anything() -> None:
    union = {"anyOf": [TEXT, {"type": "integer"}]}
    assert repair_function(function(OBJECT, returns=union))[0].returns == union
