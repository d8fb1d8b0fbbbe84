"""What may be answered: a result whose objects are closed, or an error where there can be one."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.environments.answer_schema import answer_schema, error_of
from toolmind.schema import problems
from toolmind.schema.strict import strict_mode_takes

TOTAL = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}


def error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": "Because."}}


def valid(schema: Any, value: Any) -> bool:
    return not problems(schema, value)


def test_an_error_is_an_answer_only_where_a_call_can_fail() -> None:
    no, forbidden, missing = (answer_schema(TOTAL, each) for each in ("no", "forbidden", "missing"))
    for schema in (no, forbidden, missing):
        assert valid(schema, {"total": 1})
    assert not valid(no, error("not_found")) and not valid(no, error("conflict"))
    assert valid(forbidden, error("conflict")) and not valid(forbidden, error("not_found"))
    assert valid(missing, error("conflict")) and valid(missing, error("not_found"))
    assert not valid(missing, error("timeout")), "nothing is wrong with the service"


def test_it_is_made_once_for_a_tool_and_is_the_result_alone_where_it_can() -> None:
    assert answer_schema(TOTAL, "no") == TOTAL
    assert answer_schema(TOTAL, "no") is answer_schema(dict(TOTAL), "no")
    assert answer_schema(TOTAL, "missing") is answer_schema(dict(TOTAL), "missing")
    closed = {**TOTAL, "additionalProperties": False}
    schema = answer_schema(closed, "no")
    assert schema is not None and strict_mode_takes(schema)
    assert answer_schema(None, "no") is answer_schema({}, "missing") is None


def test_what_the_prompt_says_in_words_is_not_sent_twice() -> None:
    total = {"type": "number", "description": "In euros.", "title": "Total"}
    told = {"type": "object", "properties": {"total": total, "title": {"type": "string"}}}
    bare = {"total": {"type": "number"}, "title": {"type": "string"}}
    schema = answer_schema(told, "no")
    assert schema == {"type": "object", "properties": bare}
    either = answer_schema(told, "missing")
    assert either is not None and either["anyOf"][0] == schema


def test_references_point_into_the_result() -> None:
    returns = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"$ref": "#/$defs/item"}}},
        "$defs": {"item": {"type": "integer"}},
    }
    for schema in (answer_schema(returns, "no"), answer_schema(returns, "missing")):
        assert schema and problems(schema, {"items": [1]}) == []
        (fault,) = problems(schema, {"items": ["one"]})
        assert fault.startswith("items[0]: ")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ({"error": {"code": "not_found", "message": "None."}}, "not_found"),
        ({"error": {"code": "not_found"}}, ""),
        ({"error": "none"}, ""),
        ({"error": {"code": "a", "message": "b"}, "total": 1}, ""),
        ([1], ""),
    ],
)
def test_an_error_is_a_cause_alone(reply: Any, code: str) -> None:
    assert error_of(reply) == code
