"""A search finds what reading every text would find."""

from __future__ import annotations

from contextlib import closing

import pytest
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


@pytest.mark.parametrize("few", [-1, 2], ids=["one pass", "by signature"])
@given(rows=st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=6), sought=WORDS)
def test_what_stands_in_a_part_is_found(
    few: float, rows: list[tuple[str, str, str]], sought: str
) -> None:
    with closing(Texts()) as texts, pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolmind.viewer.texts._FEW", few)
        for index, parts in enumerate(rows):
            texts.add(item_of(index, *parts))
        found = texts.search(sought).tolist()
    whole = [("find" + arguments, said, reasoning) for said, reasoning, arguments in rows]
    text = sought.lower()
    assert found == [at for at, parts in enumerate(whole) if any(text in p.lower() for p in parts)]


def test_what_an_item_says_now_counts_and_what_comes_later_is_found() -> None:
    with closing(Texts()) as texts:
        texts.add(item_of(0, "first"))
        texts.add(item_of(0, "second"))
        assert texts.search("first").tolist() == []
        assert texts.search("SECOND").tolist() == [0]
        texts.add(item_of(1, "second"))
        assert texts.search("second").tolist() == [0, 1]


def test_a_file_of_several_blocks_is_searched_at_their_borders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("toolmind.viewer.texts._AT_ONCE", 7)
    monkeypatch.setattr("toolmind.viewer.texts._FEW", -1)
    with closing(Texts()) as texts:
        for index in range(20):
            texts.add(item_of(index, f"needle{index % 3}" * 3))
        for end in range(3):
            assert texts.search(f"needle{end}").tolist() == list(range(end, 20, 3))
