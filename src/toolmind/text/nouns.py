"""Labels in the singular: what one of a list of things is called."""

from __future__ import annotations

import re
from functools import lru_cache

_IRREGULAR = {
    "people": "person",
    "children": "child",
    "caches": "cache",
    "indices": "index",
    "addresses": "address",
    "statuses": "status",
    "aliases": "alias",
    "buses": "bus",
    "campuses": "campus",
    "bonuses": "bonus",
    "canvases": "canvas",
    "lenses": "lens",
    "analyses": "analysis",
    "movies": "movie",
    "cookies": "cookie",
    "shelves": "shelf",
    "bookshelves": "bookshelf",
    **{word: word for word in "series news species alias canvas atlas lens bias analytics".split()},
}


@lru_cache(maxsize=8192)
def singular(words: str) -> str:
    """Return the words with the last one in the singular: ``order lines`` → ``order line``."""
    head, _, last = words.rpartition(" ")
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif re.search(r"(ss|us|is)$", last):
        pass
    elif last.endswith("ies") and len(last) > 4:
        last = last[:-3] + "y"
    elif re.search(r"(ches|shes|xes|sses)$", last):
        last = last[:-2]
    elif last.endswith("s") and len(last) > 2:
        last = last[:-1]
    return f"{head} {last}".strip()


@lru_cache(maxsize=8192)
def item_of(words: str) -> str:
    """Return what an item of a list of that name is: of a ``destination list``, a destination."""
    head, _, last = words.rpartition(" ")
    return head if head and last in ("list", "array", "set") else singular(words)
