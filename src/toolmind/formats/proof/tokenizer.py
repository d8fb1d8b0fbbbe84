"""A model's own tokenizer, which cuts what stands between two special tokens once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from toolmind.errors import ConfigError, DataError
from toolmind.formats.proof.piece import Piece

_PIECES = 512
"""Pieces of texts that are remembered: those of a few dialogues (ours)."""


class ModelTokenizer:
    """The tokens of texts, by a model's `tokenizer.json`.

    Tokens never reach over a special one, so that each piece that begins with one is cut by itself,
    and remembered: the rows of a dialogue share most of theirs. Of a tokenizer whose special tokens
    take the blanks before them, or whole words alone, texts are cut whole.

    Raises:
        ConfigError: `tokenizers` is not installed.
        DataError: the folder has no such file.
    """

    def __init__(self, folder: Path) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError:
            raise ConfigError(
                f"{folder}: pip install 'toolmind[proof]' reads its tokenizer"
            ) from None
        file = folder / "tokenizer.json"
        if not file.is_file():
            raise DataError("holds no tokenizer.json", file=str(folder))
        self._tokenizer = Tokenizer.from_file(str(file))
        # What a file says of these holds for its maker's batches: no row is cut or filled here.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        added = self._tokenizer.get_added_tokens_decoder().values()
        self._special = frozenset(one.content for one in added)
        plain = [one for one in added if not one.normalized]
        names = sorted((one.content for one in plain), key=len, reverse=True)
        takes_more = any(one.lstrip or one.single_word for one in plain)
        self._marker = re.compile("|".join(map(re.escape, [] if takes_more else names)) or r"(?!)")
        self._cut = lru_cache(maxsize=_PIECES)(self._cut_piece)

    def is_special(self, token: str) -> bool:
        """Say whether a token is one of the tokenizer's added ones."""
        return token in self._special

    def cut(self, text: str) -> list[Piece]:
        """Return a text in pieces, with their tokens."""
        return list(map(self._cut, self._pieces(text)))

    def _pieces(self, text: str) -> Iterator[str]:
        starts = (found.start() for found in self._marker.finditer(text))
        for start, end in pairwise((0, *starts, len(text))):
            if start < end:
                yield text[start:end]

    def _cut_piece(self, text: str) -> Piece:
        found = self._tokenizer.encode(text, add_special_tokens=False)
        return Piece(text, self._spelt, np.array(found.ids, dtype=np.int32))

    def _spelt(self, text: str) -> list[str]:
        tokens, said = [], 0
        # A character of several tokens stands in the first. Blanks that offsets leave out, as
        # some post-processors have it, are of the token that follows them.
        for _, end in self._tokenizer.encode(text, add_special_tokens=False).offsets:
            tokens.append(text[said:end])
            said = max(said, end)
        return tokens
