"""A text in pieces, each cut into tokens by itself and once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain, takewhile
from typing import Any

import numpy as np

Ids = Any
"""Numbers of tokens, as a NumPy array of int32."""


class Piece:
    """A part of a text with its tokens.

    No token reaches from one piece into the next. `ids` are the numbers of the tokens, None where
    no tokenizer is known. `tokens` are the tokens as texts; they are asked of `spell` once, for
    most pieces never.
    """

    def __init__(self, text: str, spell: Callable[[str], list[str]], ids: Ids = None) -> None:
        self.text, self.ids, self._spell = text, ids, spell

    @cached_property
    def tokens(self) -> list[str]:
        """The tokens, each as its part of the text."""
        return self._spell(self.text)

    def __len__(self) -> int:
        return len(self.tokens if self.ids is None else self.ids)


def spelt(pieces: Sequence[Piece]) -> list[str]:
    """Return the tokens of pieces, each as its text."""
    return list(chain.from_iterable(piece.tokens for piece in pieces))


def numbered(pieces: Sequence[Piece]) -> Ids:
    """Return the numbers of the tokens of pieces, which have some."""
    return np.concatenate([np.empty(0, np.int32), *(piece.ids for piece in pieces)])


def tokens_after(begun: Sequence[Piece], whole: Sequence[Piece]) -> list[str] | None:
    """Return the tokens of a whole after those of its beginning; None where it begins otherwise."""
    same = sum(1 for _ in takewhile(_is_same, zip(begun, whole, strict=False)))
    first, rest = spelt(begun[same:]), spelt(whole[same:])
    return rest[len(first) :] if rest[: len(first)] == first else None


def _is_same(pair: tuple[Piece, Piece]) -> bool:
    return pair[0] is pair[1] or pair[0].text == pair[1].text
