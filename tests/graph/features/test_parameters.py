from __future__ import annotations

from typing import Any

from toolmind.graph.features.parameters import find_parameter, input_parameters, output_parameters
from toolmind.records import Tool

ORDER = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "state": {"$ref": "#/$defs/State"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Order"}},
    },
    "required": ["id"],
}
DEFINED = {"$defs": {"Order": ORDER, "State": {"enum": ["open", "shut"], "type": "string"}}}


def outputs(returns: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """Return of each output its type, and whether it is always there."""
    tool = Tool(id="t", name="t", parameters={}, returns={**returns, **DEFINED})
    return {one.path: (one.type, one.required) for one in output_parameters([tool], 2)}


def test_references_are_followed_at_the_root_in_lists_and_in_unions() -> None:
    fields = {"id": ("string", True), "state": ("string", False)}
    of_root = outputs({"$ref": "#/$defs/Order"})
    assert {path: of_root[path] for path in fields} == fields
    assert of_root["parts[].id"] == ("string", False)
    of_list = outputs({"type": "array", "items": {"$ref": "#/$defs/Order"}})
    assert of_list["[].id"] == ("string", True)
    null = {"anyOf": [{"$ref": "#/$defs/Order"}, {"type": "null"}]}
    of_field = outputs({"type": "object", "properties": {"order": null}})
    assert of_field["order.id"] == ("string", False)


def test_the_choices_behind_a_reference_are_read() -> None:
    parameters = {"type": "object", "properties": {"by": {"$ref": "#/$defs/State"}}, **DEFINED}
    [one] = input_parameters([Tool(id="t", name="t", parameters=parameters)], 4)
    assert one.enum == ("open", "shut") and one.type == "string"


def test_a_reference_that_leads_nowhere_leaves_the_rest() -> None:
    fields = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/No"}, "b": {"type": "string"}},
    }
    assert set(outputs(fields)) == {"a", "b"}


def test_a_path_is_found_through_references() -> None:
    schema = {"type": "array", "items": {"$ref": "#/$defs/Order"}, **DEFINED}
    found = find_parameter(0, schema, "parts[].parts[].state")
    assert found is not None and (found.type, found.enum) == ("string", ("open", "shut"))
    root = find_parameter(0, {"$ref": "#/$defs/Order", **DEFINED}, "id")
    assert root is not None and root.required
    assert find_parameter(0, schema, "parts.other") is None
