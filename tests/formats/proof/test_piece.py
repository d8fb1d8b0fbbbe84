"""What follows the beginning of a text, token by token, however the pieces lie."""

from __future__ import annotations

import numpy as np
import pytest

from toolmind.formats.proof.piece import Piece, numbered, spelt, tokens_after


def pieces(*texts: str) -> list[Piece]:
    """Texts in pieces, each letter a token."""
    return [Piece(text, list, np.frombuffer(text.encode(), np.uint8)) for text in texts]


@pytest.mark.parametrize(
    ("begun", "whole", "after"),
    [
        (["ab", "c"], ["ab", "cd", "e"], "de"),
        (["ab"], ["ab"], ""),
        (["ab", "c"], ["abc"], ""),
        ([], ["a"], "a"),
        (["ab", "x"], ["ab", "cd"], None),
        (["ab", "cd"], ["ab", "c"], None),
    ],
)
def test_what_follows_is_told_or_that_it_begins_otherwise(
    begun: list[str], whole: list[str], after: str | None
) -> None:
    found = tokens_after(pieces(*begun), pieces(*whole))
    assert found == (None if after is None else list(after))


def test_pieces_are_spelt_when_they_are_asked_and_once() -> None:
    asked: list[str] = []

    def spell(text: str) -> list[str]:
        asked.append(text)
        return list(text)

    shared = Piece("ab", spell, np.array([1, 2], np.int32))
    assert len(shared) == 2 and asked == []
    assert tokens_after([shared], [shared, *pieces("c")]) == ["c"] and asked == []
    assert spelt([shared, shared]) == list("abab") and asked == ["ab"]
    assert list(numbered([shared, shared])) == [1, 2, 1, 2]
    assert list(numbered([])) == []
