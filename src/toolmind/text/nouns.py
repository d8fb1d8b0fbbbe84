"""English nouns in the singular."""

from __future__ import annotations

from functools import lru_cache

_SINGULAR = {
    "people": "person",
    "children": "child",
    "caches": "cache",
    "indices": "index",
    "statuses": "status",
    "aliases": "alias",
    "buses": "bus",
    "campuses": "campus",
    "bonuses": "bonus",
    "canvases": "canvas",
    "lenses": "lens",
    "analyses": "analysis",
    "quizzes": "quiz",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "shelves": "shelf",
    "bookshelves": "bookshelf",
    "menus": "menu",
    **{f"{word}s": word for word in "ad db id ip pc tv vm".split()},
    **{word: word for word in "series news species alias canvas atlas lens bias analytics".split()},
}
"""What the rules by ending get wrong, of the nouns that APIs speak of (ours)."""


@lru_cache(maxsize=1 << 16)
def singular(words: str) -> str:
    """Return a noun, or the last word of several, in the singular: ``order lines``, order line.

    Words are in lower case and apart by blanks. Those of three letters are left as they are
    (``gps``), as is what no rule knows.
    """
    head, _, last = words.rpartition(" ")
    return f"{head} {_singular(last)}".strip()


def _singular(word: str) -> str:
    if word in _SINGULAR:
        return _SINGULAR[word]
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    one = word.removesuffix("s")
    return _SINGULAR.get(one, one)  # peoples


@lru_cache(maxsize=8192)
def item_of(words: str) -> str:
    """Return what an item of a list of that name is: of a ``destination list``, a destination."""
    head, _, last = words.rpartition(" ")
    return head if head and last in ("list", "array", "set") else singular(words)
