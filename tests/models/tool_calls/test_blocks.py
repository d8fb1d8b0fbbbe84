from __future__ import annotations

import pytest

from toolmind.errors import ReplyError
from toolmind.models.tool_calls.blocks import malformed, tool_call_blocks


def test_the_text_before_the_blocks_and_what_is_in_each() -> None:
    assert tool_call_blocks("Hello.") == ("Hello.", [])
    text = "I look.\n<tool_call>\n1\n</tool_call>\n<tool_call>2</tool_call>\n"
    assert tool_call_blocks(text) == ("I look.", ["1", "2"])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a</tool_call>", "without"),
        ("<tool_call>a", "not closed"),
        ("<tool_call>a</tool_call> b", "after"),
        ("<tool_call>a</tool_call> b <tool_call>c</tool_call>", "after"),
    ],
)
def test_what_is_not_well_formed_is_refused(text: str, why: str) -> None:
    with pytest.raises(ReplyError, match=why) as caught:
        tool_call_blocks(text)
    assert caught.value.code == "reply.malformed_call"


def test_a_reason_is_kept_short() -> None:
    with pytest.raises(ReplyError) as caught:
        malformed("x" * 5000)
    assert len(caught.value.explanation) == 500
