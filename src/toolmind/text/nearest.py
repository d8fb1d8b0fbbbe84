"""What a wrong word was probably meant to be."""

from __future__ import annotations

import difflib


def nearest(word: str, known: list[str]) -> str:
    """Return `` (did you mean 'x'?)`` for the nearest known word, or the known words."""
    match = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f" (did you mean {match[0]!r}?)" if match else f" (known: {', '.join(sorted(known))})"
