"""A function record as a whole: its wrapping, its keys, its name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from repairing import A_REQUIRED, OBJECT, function
from toolmind.tools.repair import Unrepairable, repair_function

EMPTY = {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("required-outside", function(OBJECT, required=["a"]), A_REQUIRED),
        ("root-type", function({"properties": OBJECT["properties"]}), OBJECT),
        ("root-type", function({**OBJECT, "type": "Dict"}), OBJECT),
        ("root-type", function({**OBJECT, "type": "OBJECT"}), OBJECT),
        ("root-type", function({**OBJECT, "type": ["object", "null"]}), OBJECT),
        ("root-type", function(None), EMPTY),
        ("root-type", function(True), EMPTY),
        ("root-type", function(""), EMPTY),
        ("property-map", function(OBJECT["properties"]), OBJECT),
        ("property-map", function({**OBJECT["properties"], "required": ["a"]}), A_REQUIRED),
        ("schema-text", function(json.dumps(OBJECT)), OBJECT),
        ("schema-text", function("nothing"), EMPTY),
        ("parameters-key", {"name": "f", "arguments": OBJECT}, OBJECT),
        ("parameters-key", {"name": "f", "parameters": None, "inputSchema": OBJECT}, OBJECT),
        (
            "parameter-list",
            function([{"name": "a", "type": "str"}, {"name": "b", "type": "int"}]),
            OBJECT,
        ),
        (
            "parameter-list",
            function(json.dumps([{"name": "a", "type": "str", "required": True}])),
            {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
        ),
    ],
)
def test_parameters_however_they_are_written(rule: str, before: Any, after: Any) -> None:
    tool, changes = repair_function(before)
    assert tool.parameters == after
    assert rule in {change.rule for change in changes}


def test_a_list_of_required_ones_inside_is_not_overruled() -> None:
    assert repair_function(function(A_REQUIRED, required=["b"]))[0].parameters == A_REQUIRED


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


@pytest.mark.parametrize(
    "value",
    [
        {"tool": function(OBJECT)},
        {"functionDeclaration": json.dumps(function(OBJECT))},
        {"function": "f", "arguments": OBJECT},
        {"name": "f", "function": "a function", "arguments": OBJECT},
    ],
)
def test_other_wrappings(value: Any) -> None:
    tool, changes = repair_function(value)
    assert (tool.name, tool.parameters) == ("f", OBJECT)
    assert "unwrap" in {change.rule for change in changes}


@pytest.mark.parametrize(
    ("returns", "schema", "rule"),
    [
        ({"outputSchema": OBJECT}, OBJECT, "returns-key"),
        ({"returns": "the weather"}, {"description": "the weather"}, "text-field"),
        ({"returns": " "}, None, "text-field"),
        ({"response": '{"type": "str"}'}, {"type": "string"}, "schema-text"),
        ({"returns": {"type": "integer"}}, {"type": "integer"}, None),
        ({"returns": None}, None, None),
        ({}, None, None),
    ],
)
def test_a_result_may_be_anything_or_nothing(returns: Any, schema: Any, rule: str | None) -> None:
    tool, changes = repair_function(function(OBJECT, **returns))
    assert tool.returns == schema
    assert (rule is None) == (not changes) and (not rule or rule in {c.rule for c in changes})


@pytest.mark.parametrize("value", [None, 5, ["x"]])
def test_texts_that_are_none(value: Any) -> None:
    tool, changes = repair_function(function(OBJECT, description=value, domain=value))
    assert tool.description == tool.domain == ("" if value is None else str(value))
    assert [(change.rule, change.path, change.before) for change in changes] == [
        ("text-field", "/description", value),
        ("text-field", "/domain", value),
    ]


def test_a_name_that_endpoints_refuse_is_made_safe_and_the_id_keeps_it() -> None:
    tool, changes = repair_function({**function(OBJECT), "name": " get weather! "}, "set")
    assert (tool.id, tool.name) == ("set.get weather!", "get_weather")
    assert [(change.rule, change.before) for change in changes] == [("safe-name", " get weather! ")]


def test_an_id_of_its_own_is_kept_and_an_empty_one_is_none() -> None:
    assert repair_function(function(OBJECT, id="own/f"), "set")[0].id == "own/f"
    assert repair_function(function(OBJECT, id=None), "set")[0].id == "set.f"
    assert repair_function(function(OBJECT, id=7))[0].id == "7"


def test_what_is_no_field_of_a_tool_is_left_out_and_what_is_stays() -> None:
    tool, changes = repair_function(
        function(OBJECT, strict=True, licence="MIT", annotations={"readOnlyHint": True})
    )
    assert (tool.licence, tool.annotations, changes) == ("MIT", {"readOnlyHint": True}, [])


def wrapped(times: int) -> Any:
    value: Any = function(OBJECT)
    for _ in range(times):
        value = {"function": value}
    return value


def test_wrappings_have_a_limit() -> None:
    assert repair_function(wrapped(5))[0].name == "f"
    with pytest.raises(Unrepairable, match="wrapped-too-often: more than 6"):
        repair_function(wrapped(6))


@pytest.mark.parametrize(
    ("value", "code", "field"),
    [
        (7, "not-a-function", ""),
        ([], "not-a-function", ""),
        ("f", "not-a-function", ""),
        ('{"name": "f", "parameters": {},}', "not-json", ""),
        ({"parameters": OBJECT}, "no-name", "name"),
        ({"name": " ", "parameters": OBJECT}, "no-name", "name"),
        ({"name": 3, "parameters": OBJECT}, "no-name", "name"),
        (function({"type": "string"}), "parameters-not-object", "parameters/type"),
        (function({"type": ["string", "null"]}), "parameters-not-object", "parameters/type"),
        (function([1, 2]), "schema-is-list", "parameters"),
        (function(OBJECT, returns=[1]), "schema-is-list", "returns"),
        (function(3), "schema-not-object", "parameters"),
        (function(OBJECT, aliases=3), "not-a-tool", ""),
    ],
)
def test_what_cannot_be_repaired_says_why_and_where(value: Any, code: str, field: str) -> None:
    with pytest.raises(Unrepairable) as caught:
        repair_function(value)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert caught.value.explanation
