"""A span is one call of a model: what it was given is context, what it said is learnt."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms import FORMS
from toolmind.datasets.forms.spans import attributes, is_span
from trace_rows import ARGUMENTS, GENAI, OPENINFERENCE


@pytest.mark.parametrize(("name", "row"), [("otel-genai", GENAI), ("openinference", OPENINFERENCE)])
def test_what_came_out_is_learnt(name: str, row: dict[str, Any]) -> None:
    read = FORMS[name].dialogue(row)
    assert [m.role for m in read.messages] == ["system", "user", "assistant", "tool", "assistant"]
    assert read.messages[2].tool_calls[0].parsed() == ARGUMENTS
    assert read.messages[3].tool_call_id == "c1"
    assert read.learnt == {4}
    assert read.trajectory == "trace"
    assert read.tools[0]["function"]["name"] == "get_weather"


def test_attributes_may_be_a_list_of_typed_values() -> None:
    listed = [
        {"key": key, "value": {"stringValue": value}}
        for key, value in OPENINFERENCE["attributes"].items()
    ]
    assert attributes({"attributes": listed}) == OPENINFERENCE["attributes"]
    assert FORMS["openinference"].fits({"attributes": listed})
    assert attributes({}) == {}


def test_typed_values_may_be_lists_and_maps() -> None:
    def typed(value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            pairs = [{"key": key, "value": typed(one)} for key, one in value.items()]
            return {"kvlistValue": {"values": pairs}}
        if isinstance(value, list):
            return {"arrayValue": {"values": [typed(one) for one in value]}}
        return {"stringValue": value}

    listed = [{"key": key, "value": typed(value)} for key, value in GENAI["attributes"].items()]
    assert attributes({"attributes": listed}) == GENAI["attributes"]
    empty = [{"key": "a", "value": {"arrayValue": {}}}, {"key": "b", "value": {"kvlistValue": {}}}]
    assert attributes({"attributes": empty}) == {"a": [], "b": {}}


def test_thoughts_of_a_span_are_kept() -> None:
    assert FORMS["otel-genai"].dialogue(GENAI).messages[2].reasoning == "I look."


def test_a_span_of_whatever_is_told_from_other_rows() -> None:
    assert is_span({"name": "execute_tool", "context": {"trace_id": "0x1"}})
    assert is_span({"name": "GET", "traceId": "1"})
    assert not is_span({"name": "Ann", "context": "at home"})
