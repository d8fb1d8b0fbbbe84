"""What a server that caches prefixes would not compute again."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from graph_tools import shop_tools
from toolmind.models.base import ChatRequest
from toolmind.models.prefix import BLOCK, PrefixCounter
from toolmind.records import Message, ToolCall

TOOLS = tuple(shop_tools())


def request(*texts: str, tools: bool = False, system: str = "Be helpful.") -> ChatRequest:
    roles = ("user", "assistant")
    said = [Message(role=roles[n % 2], content=text) for n, text in enumerate(texts)]  # type: ignore[arg-type]
    head = [Message(role="system", content=system)] if system else []
    return ChatRequest(messages=(*head, *said), tools=TOOLS if tools else ())


def test_of_a_dialogue_that_goes_on_all_that_was_sent_is_known() -> None:
    counter = PrefixCounter()
    total, known = counter.count(request("hello", tools=True))
    assert known == 0 and total > 500, "tools count"
    longer, known = counter.count(request("hello", "hi", "bye", tools=True))
    assert known == total and longer == total + len("hibye")
    assert counter.count(request("hello", "hi", "bye", tools=True)) == (longer, longer)


def test_what_the_server_wrote_itself_is_known_unless_it_reasoned() -> None:
    counter, asked = PrefixCounter(), request("hello")
    counter.count(asked)
    counter.replied(asked, Message(role="assistant", content="hi", reasoning="Greet."))
    longer, known = counter.count(request("hello", "hi", "bye"))
    assert known == longer - len("hibye")
    counter, said = PrefixCounter(), Message(role="assistant", id="m2", content="hi")
    counter.count(asked)
    counter.replied(asked, said)
    assert counter.count(request("hello", "hi", "bye")) == (longer, longer - len("bye"))
    assert counter.count(request("other", "hi"))[1] == len("Be helpful."), "elsewhere it is new"


def test_what_follows_a_difference_is_not_known_however_alike_it_is() -> None:
    counter = PrefixCounter()
    counter.count(request("one", "two", "three"))
    assert counter.count(request("other", "two", "three"))[1] == len("Be helpful.")
    assert counter.count(request("one", "two", "three", system="Be brief."))[1] == 0


def test_within_a_message_whole_blocks_are_known() -> None:
    counter = PrefixCounter()
    shared = "".join(f"{n:04}" for n in range(BLOCK))
    counter.count(request(f"{shared}first", system=""))
    total, known = counter.count(request(f"{shared}second and more", system=""))
    assert known == len(shared) and total == len(f"{shared}second and more")
    assert counter.count(request(f"{shared[: BLOCK + 5]}x", system=""))[1] == BLOCK
    assert counter.count(request(f"x{shared}", system=""))[1] == 0


def test_calls_count_and_tell_prompts_apart() -> None:
    counter = PrefixCounter()
    calls = [
        Message(role="assistant", tool_calls=(ToolCall(id=n, name="f", arguments=arguments),))
        for n, arguments in (("a", "{}"), ("b", "{}"), ("c", "{ }"))
    ]
    first, again, other = (ChatRequest(messages=(call,)) for call in calls)
    assert counter.count(first) == (3, 0)
    assert counter.count(again) == (3, 3), "ids are no part of what is read"
    assert counter.count(other) == (4, 0)


@given(st.lists(st.lists(st.text(max_size=300), max_size=4), max_size=6))
def test_never_more_is_known_than_an_earlier_prompt_had(prompts: list[list[str]]) -> None:
    counter, seen = PrefixCounter(), [""]
    for texts in prompts:
        total, known = counter.count(request(*texts, system=""))
        assert 0 <= known <= total == sum(map(len, texts))
        written = "\0".join(texts)
        assert known <= max(_common(written, before) for before in seen)
        seen.append(written)


def _common(one: str, other: str) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def test_its_memory_is_bounded_and_what_was_met_lately_stays() -> None:
    counter = PrefixCounter(remembered=1000)
    tracemalloc.start()
    for number in range(20_000):
        counter.count(request(f"{number}", system=""))
        counter.count(request("always", system=""))
    assert tracemalloc.get_traced_memory()[0] < 300_000
    tracemalloc.stop()
    assert counter.count(request("always", system=""))[1] == len("always")
    assert counter.count(request("0", system=""))[1] == 0
