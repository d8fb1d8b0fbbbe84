"""A search finds what reading every text would find."""

from __future__ import annotations

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Message, ToolCall, Trajectory
from toolmind.viewer.item import Item
from toolmind.viewer.texts import Texts

WORDS = st.text(alphabet=st.sampled_from("aAbÉéßı ж字\ud800\n"), max_size=6)


def item_of(index: int, said: str, reasoning: str = "", arguments: str = "{}") -> Item:
    call = ToolCall(id="call_0", name="find", arguments=arguments)
    message = Message(
        id="m1", role="assistant", content=said, reasoning=reasoning, tool_calls=(call,)
    )
    return Item(
        index=index,
        id=f"t{index}",
        trajectory=Trajectory(
            id=f"t{index}", index=index, scenario="s", messages=(message,), ended="stop"
        ),
    )


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=6), WORDS)
def test_what_stands_in_a_part_is_found(rows: list[tuple[str, str, str]], sought: str) -> None:
    with closing(Texts()) as texts:
        for index, parts in enumerate(rows):
            texts.add(item_of(index, *parts))
        with texts.search(sought) as holds:
            found = [index for index in range(len(rows)) if holds(index)]
    whole = [("find" + arguments, said, reasoning) for said, reasoning, arguments in rows]
    text = sought.lower()
    assert found == [at for at, parts in enumerate(whole) if any(text in p.lower() for p in parts)]


def test_what_an_item_says_now_counts_and_what_comes_during_a_search_does_not() -> None:
    with closing(Texts()) as texts:
        texts.add(item_of(0, "first"))
        texts.add(item_of(0, "second"))
        with texts.search("first") as holds:
            assert not holds(0)
        with texts.search("SECOND") as holds:
            texts.add(item_of(1, "second"))
            assert holds(0) and not holds(1) and not holds(2)
