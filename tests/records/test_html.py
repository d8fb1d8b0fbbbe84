"""A dialogue as a notebook shows it: every text as text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Message, ToolCall, Trajectory
from toolmind.records.html import dialogue_html

HOSTILE = st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</td></table>", "&lt;b&gt;"]
)
TEXTS = st.one_of(HOSTILE, st.text(st.characters(exclude_characters="\r\0"), max_size=3000))


class Read(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name not in ("style", "scope")]

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_was_said_is_markup(said: str, reasoning: str, argument: str) -> None:
    call = ToolCall(id="call_0", name="find", arguments=argument)
    message = Message("assistant", said, id=said, reasoning=reasoning, tool_calls=(call,))
    page = Read()
    page.feed(dialogue_html(reasoning, [message]))
    page.close()
    assert page.tags <= {"table", "caption", "tbody", "tr", "th", "td", "details", "summary",
                         "div", "code"}  # fmt: skip
    assert argument in page.text and reasoning in page.text
    assert said[:2000] in page.text and said[2000:] in page.text


def test_a_trajectory_shows_itself_and_which_turn_is_masked() -> None:
    messages = (
        Message("user", "Where is it?", id="m1"),
        Message("assistant", "There.", id="m2", train=False),
        Message("tool", "{}", id="m3", tool_call_id="call_9", status="error"),
    )
    text = Trajectory("t7", 7, "s7", messages, "stop")._repr_html_()
    for part in ("t7: ended by stop", "m2 assistant, masked", "m3 tool of call_9 (error)"):
        assert part in text
    assert text.count("opacity") == 1
