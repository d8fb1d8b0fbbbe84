from __future__ import annotations

import pytest
from hypothesis import given

from toolmind.models.tool_calls.sniffed import Sniffed
from written_calls import TOOLS, awkward, check_read_or_refused


@given(text=awkward)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_read_or_refused(Sniffed(), text)
    check_read_or_refused(Sniffed(bare=True), text)


def test_a_server_that_leaves_calls_in_the_text() -> None:
    call = '{"name": "get_weather", "arguments": {"count": 1}}'
    text = f"Let me look.\n<tool_call>\n{call}\n</tool_call>"
    assert Sniffed().parse(text, TOOLS) == ("Let me look.", [("get_weather", '{"count": 1}')])
    text = "<tool_call>\n<function=get_weather>\n</function>\n</tool_call>"
    assert Sniffed().parse(text, TOOLS) == ("", [("get_weather", "{}")])


CALL = '{"name": "get_weather", "arguments": {"count": 1}}'
READ = ("get_weather", '{"count": 1}')


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        (CALL, [READ]),
        (f"```json\n{CALL}\n```", [READ]),
        (f"```\n{CALL}\n{CALL}\n```\n", [READ, READ]),
        (f"```json\n{CALL}\n```\n\n```json\n{CALL}\n```", [READ, READ]),
        (f"[{CALL},\n{CALL}]", [READ, READ]),
        (f"{{{CALL}", [READ]),
        (f"```json\n{{{CALL}}}\n{{{CALL}}}\n```", [READ, READ]),
    ],
)
def test_a_reply_that_is_nothing_but_calls(text: str, calls: list[tuple[str, str]]) -> None:
    assert Sniffed(bare=True).parse(text, TOOLS) == ("", calls)
    assert Sniffed().parse(text, TOOLS) == (text, []), "it is asked for again"


@pytest.mark.parametrize(
    "text",
    [
        f"I would call:\n{CALL}",
        f"{CALL}\nShall I?",
        f"```json\n{CALL}\n```\nThen I tell you.",
        CALL[:-1],
        CALL.replace("get_weather", "unknown"),
        CALL.replace("arguments", "result"),
        '{"name": "get_weather"}',
        '["get_weather"]',
        "[]",
    ],
)
def test_half_a_call_or_one_beside_words_stays_text(text: str) -> None:
    assert Sniffed(bare=True).parse(text, TOOLS) == (text, [])
