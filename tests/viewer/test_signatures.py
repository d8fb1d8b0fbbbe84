"""No text that holds what is sought is missed, and most that do not are not read."""

from __future__ import annotations

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.viewer.signatures import Signatures

TEXTS = st.lists(st.binary(max_size=40), max_size=20)


@pytest.mark.parametrize("block", [8, 8192])
@given(TEXTS, st.binary(max_size=6))
def test_a_text_that_holds_it_is_a_candidate(block: int, texts: list[bytes], sought: bytes) -> None:
    texts.append(b"ab" + sought + b"cd")
    with closing(Signatures()) as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr("toolmind.viewer.signatures._BLOCK", block)
        for text in texts:
            made.add(text)
        found = set(made.candidates(sought, 0).tolist())
        assert {at for at, text in enumerate(texts) if sought in text} <= found
        assert set(made.candidates(sought, 2).tolist()) == {at for at in found if at >= 2}


def test_others_mostly_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolmind.viewer.signatures._BLOCK", 16)
    with closing(Signatures()) as made:
        for at in range(50):
            made.add(f"the book {at} of the library stands on shelf {at % 7}".encode())
        assert made.candidates(b"nowhere to be found", 0).tolist() == []
        assert made.candidates(b"book 33 of", 0).tolist() == [33]
        assert len(made.candidates(b"library", 0)) == 50
        assert len(made.candidates(b"of", 0)) == 50, "two bytes tell nothing"


def test_of_nothing_nothing() -> None:
    with closing(Signatures()) as none:
        assert none.candidates(b"anything", 0).tolist() == []
