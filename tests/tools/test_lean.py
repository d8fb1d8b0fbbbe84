"""Lean tools say what a caller needs, take the same calls, and are shorter."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Tool
from toolmind.tools.lean import LeanTools, lean, lean_text
from toolmind.tools.pool import read_pool, shipped_pool_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Pointers to documentation, with and without a link.
        (
            "Clears it. For more information, see [Read](https://x/y). Values stay.",
            "Clears it. Values stay.",
        ),
        ("Lists members. Learn more about it in the Guide.", "Lists members."),
        ("The code. See https://x.y/codes for more details.", "The code."),
        ("The [A1 notation](https://x/y#z) of a range.", "The A1 notation of a range."),
        ("Gets it.<br/>See <a href='x'>the docs</a>.", "Gets it."),
        # Errors.
        ("Deletes it. Returns 404 if it is not there.", "Deletes it."),
        ("Gets a gateway. Later requests return a GatewayNotFoundException .", "Gets a gateway."),
        (
            "Sets it. This returns these error codes: * `PERMISSION_DENIED` if not yours.",
            "Sets it.",
        ),
        # Cut off.
        ("The bucket. The Region for the S3 …", "The bucket."),
        ("The most. At most 50 will be returned. …", "The most. At most 50 will be returned."),
        (
            "A compact encoding of geographic data that provides lossless …",
            "A compact encoding of geographic data",
        ),
        ("The project. Format: `projects/{id}` or …", "The project. Format: `projects/{id}`"),
        ("Required. The airport, e.g. LHR.", "The airport, e.g. LHR."),
        ("Search.\n\n    Args:\n        a: The token.\n", "Search.\nArgs:\na: The token."),
    ],
)
def test_what_no_caller_needs_is_left_out(text: str, expected: str) -> None:
    assert lean_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "See ISO 4217 for the codes.",
        "The URL of the picture, e.g. https://example.com/a.png",
        "The user's email address. The special value `me` can be used.",
        "A map of HTTP headers. A 404 page is shown by default.",
        "Get the current errors of a robot.",
        "One of <id>, <name>. Values: 400, 500, 600.",
        "Dates as YYYY-MM-DD; times in 24 hours, e.g. 19:40.",
        "Exceptions to the opening hours, such as holidays.",
    ],
)
def test_what_a_caller_needs_stays(text: str) -> None:
    assert lean_text(text) == text


@given(st.text(max_size=200))
def test_a_text_is_lean_once_and_never_longer_and_empty_only_if_it_was(text: str) -> None:
    shown = lean_text(text)
    assert lean_text(shown) in (shown, lean_text(lean_text(shown)))
    assert len(shown) <= len(text)
    assert bool(shown) or not text.strip(" .…") or not any(c.isalnum() for c in text)


@pytest.mark.parametrize("unit", ["[", ",", "… x", " a", "\u3000", "<a ", "http://", "see ", "\n("])
def test_a_hostile_text_costs_no_more_than_its_length(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    assert len(lean_text(f"{text}x …")) <= len(text) + 3  # this would take hours if it were squared


SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "A form",
    "properties": {
        "description": {
            "type": "string",
            "description": "Required. What …",
            "title": "Description",
        },
        "title": {"enum": ["Learn more.", "Returns 404."], "default": "See https://x.y/docs"},
        "many": {
            "type": "array",
            "title": "All of them",
            "items": {"anyOf": [{"$ref": "#/$defs/one"}, {"const": "x …"}]},
        },
    },
    "required": ["description"],
    "$defs": {"one": {"type": "integer", "description": "Learn more at https://x.y/z."}},
}


def test_of_a_schema_only_what_it_says_in_words_changes() -> None:
    tool = Tool(id="t", name="t", description="Sets it. Throws a FormError.", parameters=SCHEMA)
    before = orjson.dumps(SCHEMA)
    shown = lean(tool)
    assert orjson.dumps(SCHEMA) == before
    expected = orjson.loads(before)
    expected["properties"]["description"] = {"type": "string", "description": "What"}
    assert shown.parameters["title"] == "A form"
    assert shown.parameters["properties"]["many"]["title"] == "All of them"
    assert {**shown.parameters, "$defs": None} == {**expected, "$defs": None}
    assert shown.description == "Sets it."
    assert (shown.id, shown.name) == (tool.id, tool.name)


def _bare(schema: Any) -> Any:
    """What is left of a schema without its words (no property here is called like a keyword)."""
    if isinstance(schema, list):
        return [_bare(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    words = {key for key in ("description", "title") if isinstance(schema.get(key), str)}
    return {key: _bare(value) for key, value in schema.items() if key not in words}


def test_the_tools_that_ship_take_the_same_calls_in_fewer_words() -> None:
    pool = read_pool([shipped_pool_path()])
    tools = {tool.id: tool for tool in list(pool.tools)[::7]}
    shown = LeanTools(tools)
    assert list(shown) == list(tools) and len(shown) == len(tools)
    for name, tool in tools.items():
        assert shown[name] is shown[name]
        assert _bare(shown[name].parameters) == _bare(tool.parameters)
        assert bool(shown[name].description) == bool(tool.description)
    text = orjson.dumps([tool.spec() for tool in shown.values()]).decode()
    assert "…" not in text and "](http" not in text and "For more information" not in text
    assert len(text) < 0.95 * len(orjson.dumps([tool.spec() for tool in tools.values()]))
