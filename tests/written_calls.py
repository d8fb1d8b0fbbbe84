"""Calls of awkward tools with awkward arguments, and how the formats are asked to read them."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import strategies as st

from toolmind.errors import ReplyError
from toolmind.records import Tool, ToolCall

PROPERTIES = {
    "text": {"type": "string"},
    "count": {"type": "integer"},
    "ratio": {"type": "number"},
    "flag": {"type": "boolean"},
    "maybe": {"type": ["string", "null"]},
    "list": {"type": "array"},
    "object": {"type": "object"},
    "any": {},
    "odd-name": {"type": "string"},
    "class": {"type": "integer"},
}
NAMES = ["get_weather", "get-weather", "2fast", "class", "a.b"]
TOOLS = [
    Tool(id=name, name=name, parameters={"type": "object", "properties": PROPERTIES})
    for name in NAMES
]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
numbers = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
values: Any = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
arguments = st.fixed_dictionaries(
    {},
    optional={
        "text": texts | st.sampled_from(["5", "null", "\n", "</tool_call>", "<tool_call>", '"']),
        "count": st.integers(-(2**53), 2**53),
        "ratio": numbers,
        "flag": st.booleans(),
        "maybe": st.none() | texts | st.sampled_from(["null", "5", '"null"', "[1]"]),
        "list": st.lists(values, max_size=3),
        "object": st.dictionaries(texts, values, max_size=3),
        "any": values,
        "odd-name": texts,
        "class": st.integers(0, 9),
        "undeclared": values,
    },
)
calls = st.lists(st.tuples(st.sampled_from(NAMES), arguments), min_size=1, max_size=3)
# Text before calls that cannot be taken for calls itself.
before = st.text("ab c.\n,(", max_size=20).map(str.rstrip)


def made(pairs: list[tuple[str, Any]]) -> list[ToolCall]:
    return [
        ToolCall(id=str(i), name=name, arguments=orjson.dumps(value).decode())
        for i, (name, value) in enumerate(pairs)
    ]


def read(form: Any, text: str) -> tuple[str, list[tuple[str, Any]]]:
    rest, found = form.parse(text, TOOLS)
    return rest, [(name, orjson.loads(value)) for name, value in found]


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: True is not 1, and 1.0 is 1."""
    return repr(_plain(left)) == repr(_plain(right))


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value == int(value):
        return int(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in sorted(value.items())}
    return value


awkward = texts | st.text("<tool_call>/=\n{}[]()function parameter'\":,ab1", max_size=80)


def check_round_trip(form: Any, pairs: list[tuple[str, Any]], text: str) -> None:
    """What a format wrote after a text, it reads back."""
    rest, found = read(form, f"{text}\n{form.write(made(pairs), TOOLS)}")
    assert rest == text
    assert same(found, pairs)


def check_read_or_refused(form: Any, text: str) -> None:
    """A text is read as calls with arguments, or refused with a reason."""
    try:
        _, found = read(form, text)
    except ReplyError as error:
        assert error.code == "reply.malformed_call"
        assert error.explanation
    else:
        assert all(isinstance(value, dict) for _, value in found)


def check_refused(form: Any, text: str, why: str) -> None:
    """A near miss is refused, for a reason that has these words."""
    with pytest.raises(ReplyError, match=why):
        form.parse(text, TOOLS)
