"""Words without their endings, so that forms of one word meet."""

from __future__ import annotations

from functools import lru_cache

_ENDINGS = ("ies", "ing", "es", "ed", "s", "e", "y")
_SHORTEST = 3
"""Letters that a stem has at least (ours)."""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without its commonest English ending: flights, flight; cities, city → cit.

    The stem begins the word, and is the word itself where no rule fits. (Porter's rules take more
    away, and join "university" with "universe".)
    """
    if word.endswith("ss"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            shorter = word[: -len(ending)]
            return word if ending == "y" and shorter[-1] in "aeo" else shorter  # relays, relay
    return word
