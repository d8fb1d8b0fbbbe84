from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import ReplyError
from toolmind.models.tool_calls.call_formats import Hermes, PythonLike, QwenXml, Sniffed
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


@pytest.mark.parametrize("form", [Hermes(), PythonLike()], ids=["hermes", "python"])
@given(pairs=calls, text=before)
def test_round_trip(form: Any, pairs: list[tuple[str, Any]], text: str) -> None:
    rest, found = read(form, f"{text}\n{form.write(made(pairs), TOOLS)}")
    assert rest == text
    assert same(found, pairs)


def has_end_tag(value: Any) -> bool:
    return "</" in orjson.dumps(value).decode() or "<tool_call>" in orjson.dumps(value).decode()


@given(pairs=calls, text=before)
def test_round_trip_of_qwen_xml(pairs: list[tuple[str, Any]], text: str) -> None:
    pairs = [(name, {k: v for k, v in a.items() if not has_end_tag(v)}) for name, a in pairs]
    form = QwenXml()
    rest, found = read(form, f"{text}\n{form.write(made(pairs), TOOLS)}")
    assert rest == text
    assert same(found, pairs)


@pytest.mark.parametrize("form", [Hermes(), QwenXml(), PythonLike(), Sniffed()])
@given(text=texts | st.text("<tool_call>/=\n{}[]()function parameter'\":,ab1", max_size=80))
def test_any_text_is_read_or_refused(form: Any, text: str) -> None:
    try:
        _, found = read(form, text)
    except ReplyError as error:
        assert error.code == "reply.malformed_call"
        assert error.explanation
    else:
        assert all(isinstance(value, dict) for _, value in found)


@pytest.mark.parametrize(
    ("form", "text", "why"),
    [
        (Hermes(), "<tool_call>{}</tool_call>", "name"),
        (Hermes(), '<tool_call>{"name":"a","arguments":"{}"}</tool_call>', "object"),
        (Hermes(), '<tool_call>{"name":"a","arguments":{},"x":1}</tool_call>', "x"),
        (Hermes(), '<tool_call>{"name":"a","arguments":{}}', "not closed"),
        (Hermes(), '{"name":"a"}</tool_call>', "without"),
        (Hermes(), '<tool_call>{"name":"a","arguments":{}}</tool_call> done', "after"),
        (QwenXml(), '<tool_call>{"name":"a","arguments":{}}</tool_call>', "function"),
        (QwenXml(), "<tool_call><function=a>hello</function></tool_call>", "parameter"),
        (
            QwenXml(),
            "<tool_call><function=get_weather><parameter=count>many</parameter></function>"
            "</tool_call>",
            "'count' is not JSON",
        ),
        (
            QwenXml(),
            "<tool_call><function=f><parameter=a>1</parameter><parameter=a>2</parameter>"
            "</function></tool_call>",
            "twice",
        ),
        (PythonLike(), "[f(a=1), g(2)]", "by name"),
        (PythonLike(), "[f(a=open('x'))]", "literals"),
        (PythonLike(), "[f(a=1)] and more", "nothing after"),
        (PythonLike(), "[f(a='\\d')] is 5", "nothing after"),
        (PythonLike(), "[f(a=1), 5]", "call"),
        (PythonLike(), "[f(a=1)", "Python"),
        (PythonLike(), "[f(a=1, **{'a': 2})]", "twice"),
        (PythonLike(), "[f(a={1, 2})]", "literals"),
        (PythonLike(), "[f(" + "(" * 5000, "Python"),
    ],
)
def test_near_misses_are_refused_with_a_reason(form: Any, text: str, why: str) -> None:
    with pytest.raises(ReplyError, match=why):
        form.parse(text, TOOLS)


def test_a_server_that_leaves_calls_in_the_text() -> None:
    call = '{"name": "get_weather", "arguments": {"count": 1}}'
    text = f"Let me look.\n<tool_call>\n{call}\n</tool_call>"
    assert Sniffed().parse(text, TOOLS) == ("Let me look.", [("get_weather", '{"count": 1}')])
    text = "<tool_call>\n<function=get_weather>\n</function>\n</tool_call>"
    assert Sniffed().parse(text, TOOLS) == ("", [("get_weather", "{}")])


def test_aliases_are_shown_and_distinct() -> None:
    shown = [spec["function"]["name"] for spec in PythonLike().shown(TOOLS)]
    assert shown == ["get_weather", "get_weather_", "f_2fast", "f_class", "a_b"]
