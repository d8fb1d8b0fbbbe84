"""The static embedding that ships with ToolMind: fast, small, no library but numpy.

A text's vector is the sum of the vectors of its WordPieces. They were distilled from
all-MiniLM-L6-v2 by `research/link_scorer/distill_embedding.py`; for licence and origin see
`data/graph.md`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from toolmind.records import Tool
from toolmind.text.terms import name_terms
from toolmind.tools.names import declared_name

Floats = NDArray[np.float32]

_TOKENS = re.compile(r"[^\W_]+|[^\w\s]|_")
_MAX_CHARS = 1_000
"""Characters of a text that are read; what says what a parameter is stands at the beginning."""
_MAX_WORD = 60
_TOGETHER = 4096


class StaticEmbedder:
    """Sums of WordPiece vectors."""

    name = "static"

    def __init__(self) -> None:
        path = resources.files("toolmind").joinpath("data/static.npz")
        with path.open("rb") as raw, np.load(raw) as file:
            words = file["vocabulary"].tobytes().decode().split("\n")
            self._codes: NDArray[np.int8] = file["vectors"]
            self._scale: Floats = file["scale"].astype(np.float32)
        self._pieces = {word: row for row, word in enumerate(words)}
        self._words: dict[str, tuple[int, ...]] = {}

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._codes.shape[1])

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """The WordPieces that have a vector."""
        return tuple(self._pieces)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions]; a text without a known piece gives zeros."""
        vectors = self.sums(texts)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return vectors

    def sums(self, texts: Sequence[str]) -> Floats:
        """Vectors before scaling: that of a joined text is the sum of its parts' vectors."""
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        rows = [self._rows(text) for text in texts]
        order = sorted(range(len(rows)), key=lambda at: -len(rows[at]))
        for first in range(0, len(order), _TOGETHER):
            part = order[first : first + _TOGETHER]
            sums = np.zeros((len(part), self.dimensions), dtype=np.float32)
            # The longest text is first: those that still have a piece stand at the beginning.
            for pieces in zip_longest(*(rows[at] for at in part)):
                known = [piece for piece in pieces if piece is not None]
                vectors = self._codes[known].astype(np.float32)
                vectors *= self._scale[known][:, None]
                sums[: len(known)] += vectors
            made[part] = sums
        return made

    def _rows(self, text: str) -> list[int]:
        found: list[int] = []
        for word in _TOKENS.findall(_plain(text[:_MAX_CHARS])):
            pieces = self._words.get(word)
            if pieces is None:
                pieces = self._words[word] = tuple(self._split(word))
            found.extend(pieces)
        return found

    def _split(self, word: str) -> list[int]:
        """WordPiece: the longest known piece first; a word with an unknown rest counts not."""
        found: list[int] = []
        start = 0
        if len(word) > _MAX_WORD:
            return []
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = word[start:end] if start == 0 else f"##{word[start:end]}"
                if piece in self._pieces:
                    found.append(self._pieces[piece])
                    start = end
                    break
            else:
                return []
        return found


@cache
def static_embedder() -> StaticEmbedder:
    """Return the shipped embedding, read once."""
    return StaticEmbedder()


def tool_text(tool: Tool) -> str:
    """Return what tells what a tool does, its name and description, to be embedded."""
    return f"{' '.join(name_terms(declared_name(tool)))}. {tool.description[:300]}"


def tool_vectors(tools: Sequence[Tool]) -> Floats:
    """Unit-length vectors of tools' names and descriptions [tools, dimensions]."""
    return static_embedder().embed([tool_text(tool) for tool in tools])


def _plain(text: str) -> str:
    """Lower case without accents, as the teacher's tokeniser has it."""
    text = text.lower()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    marks = [ord(char) for char in set(decomposed) if unicodedata.category(char) == "Mn"]
    return decomposed.translate(dict.fromkeys(marks)) if marks else decomposed
