from __future__ import annotations

from hypothesis import given

from toolmind.models.tool_calls.sniffed import Sniffed
from written_calls import TOOLS, awkward, check_read_or_refused


@given(text=awkward)
def test_any_text_is_read_or_refused(text: str) -> None:
    check_read_or_refused(Sniffed(), text)


def test_a_server_that_leaves_calls_in_the_text() -> None:
    call = '{"name": "get_weather", "arguments": {"count": 1}}'
    text = f"Let me look.\n<tool_call>\n{call}\n</tool_call>"
    assert Sniffed().parse(text, TOOLS) == ("Let me look.", [("get_weather", '{"count": 1}')])
    text = "<tool_call>\n<function=get_weather>\n</function>\n</tool_call>"
    assert Sniffed().parse(text, TOOLS) == ("", [("get_weather", "{}")])
