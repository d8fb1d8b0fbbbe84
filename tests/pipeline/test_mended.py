"""Rows of data sets are mended: repaired tools, safe names, no nulls that nobody wrote."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
import pytest

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import FORMS
from toolmind.pipeline.mended import Mended, mended
from toolmind.records import Tool


def row(arguments: Any, *tools: Any, name: str = "get_news") -> Dialogue:
    """A call of a tool, by arguments as the row has them."""
    call = {"id": "a", "type": "function", "function": {"name": name, "arguments": arguments}}
    said = [{"role": "user", "content": "?"}, {"role": "assistant", "tool_calls": [call]}]
    return FORMS["openai"].dialogue({"messages": said, "tools": list(tools)})


def spec(properties: Any, name: str = "get_news", **parameters: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties} | parameters
    return {"type": "function", "function": {"name": name, "parameters": schema}}


def arguments(found: Mended) -> Any:
    (call,) = found.row.messages[1].tool_calls
    return orjson.loads(call.arguments)


def test_what_arrow_filled_up_is_taken_out_of_tools_and_calls() -> None:
    pyarrow = pytest.importorskip("pyarrow")
    news = spec({"topic": {"type": "string"}, "where": {"type": "object", "properties": {"a": {}}}})
    weather = spec({"city": {"type": "string", "default": "Rome"}}, "get_weather")
    said: list[Any] = [{"topic": "x", "where": {"a": 1}}, {"city": "Oslo"}]
    rows = [{"tool": tool, "said": one} for tool, one in zip((news, weather), said, strict=True)]
    first, second = (
        mended(row(one["said"], one["tool"], name=one["tool"]["function"]["name"]))
        for one in pyarrow.Table.from_pylist(rows).to_pylist()
    )
    assert first.tools[0].parameters == news["function"]["parameters"]
    assert second.tools[0].parameters == weather["function"]["parameters"]
    assert [arguments(first), arguments(second)] == said
    assert first.changes == {"null-fill": 2}


@pytest.mark.parametrize(
    ("said", "properties", "left"),
    [
        ({"a": None, "b": 1}, {"a": {"type": "string"}, "b": {}}, {"b": 1}),
        ({"a": None}, {"a": {"type": ["string", "null"]}}, {"a": None}),
        ({"a": None}, {"a": {}}, {"a": None}),
        ({"a": None}, {}, {"a": None}),
        ({"a": None}, {"a": {"$ref": "#/$defs/none"}}, {"a": None}),
        ({"a": [{"b": None}]}, {"a": {"items": {"properties": {"c": {}}}}}, {"a": [{}]}),
        ('{"a": null}', {"a": {"type": "string"}}, {"a": None}),
        (None, {"a": {}}, {}),
        ("", {"a": {}}, {}),
        ("null", {"a": {}}, {}),
    ],
)
def test_nulls_stay_where_they_say_something(said: Any, properties: Any, left: Any) -> None:
    assert arguments(mended(row(said, spec(properties)))) == left


def test_tools_are_repaired_and_calls_follow_their_names() -> None:
    tool = spec({"topic": {"type": "str"}}, "Get News", required=["topic"])
    found = mended(row({"topic": "x"}, tool, name="Get News"))
    assert found.tools[0].name == found.row.messages[1].tool_calls[0].name == "Get_News"
    assert found.tools[0].parameters["properties"]["topic"]["type"] == "string"
    assert found.changes == Counter({"safe-name": 1, "type-name": 1})
    pool = [Tool(id="1", name="Get News"), Tool(id="2", name="other")]
    named = mended(row("{}", name="Get News"), pool)
    assert [one.name for one in named.tools] == ["Get_News", "other"]
    assert named.row.messages[1].tool_calls[0].name == "Get_News"
    both = mended(row({}, spec({}, "Get_News"), tool, name="Get News"))
    assert [one.name for one in both.tools] == ["Get_News", "Get News"], "names stay apart"
    assert "safe-name" not in both.changes
    both = mended(row({}, tool, spec({}, "Get_News"), name="Get News"))
    assert [one.name for one in both.tools] == ["Get News", "Get_News"]


def test_what_cannot_be_repaired_and_what_is_sound_stays_as_it_stands() -> None:
    for tool in (spec({}, type="array"), spec({"a": {"type": "string", "default": None}})):
        found = mended(row({"a": "x"}, tool))
        assert found.tools[0].parameters == tool["function"]["parameters"]
        assert found.changes == Counter()
    assert mended(row({}, "get_news", {"description": "no name"})).tools == []
