"""What is remembered of schemas: results by content, under a bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from itertools import islice
from typing import TypeVar

import orjson

from toolmind.records import Schema

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class Kept(dict[K, V]):
    """The last results of something costly, at most `size`, by what they were made of.

    (An `OrderedDict` takes 80 bytes more for each.)
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def keep(self, key: K, value: V) -> V:
        """Keep a value, let go of the oldest where there are too many, and return it."""
        if len(self) >= self._size:
            # An eighth at once: a dictionary passes by all places that were let go of to find its
            # first entry, which took as long for one entry as what is kept takes to make.
            for oldest in list(islice(self, -(-self._size // 8))):
                del self[oldest]
        self[key] = value
        return value

    def renew(self, key: K) -> None:
        """Let go of this one last."""
        self[key] = self.pop(key)


_CANONICAL: Kept[bytes, Schema] = Kept(4096)
_INTERNED: Kept[int, Schema] = Kept(4096)
"""The canonical schemas by identity: one that is asked about again is not written out again."""


def interned(schema: Schema) -> Schema:
    """Return the one object that stands for all schemas of the same content, key order included."""
    if id(schema) in _INTERNED:
        return schema
    try:
        text = orjson.dumps(schema)
    except TypeError:  # Not JSON: whoever uses it says what is wrong with it.
        return schema
    key = digest(text)
    known = _CANONICAL.get(key)
    if known is None:
        known = _INTERNED.keep(id(schema), _CANONICAL.keep(key, schema))
    return known


def digest(text: bytes) -> bytes:
    """Return what stands for a text in a cache: the texts of all schemas are some 20 MB."""
    return blake2b(text, digest_size=16).digest()


def by_identity(size: int) -> Callable[[Callable[[Schema], T]], Callable[[Schema], T]]:
    """Remember a function's result per schema (the last `size` of them), whichever object holds it.

    Schemas cannot be hashed. One that was seen before is known by its identity; one that was only
    parsed anew, as from a prompt, is known by its content. The schema is kept with its result, so
    that its identity is not used again meanwhile.
    """

    def decorate(function: Callable[[Schema], T]) -> Callable[[Schema], T]:
        known: Kept[int, tuple[Schema, T]] = Kept(size)

        @wraps(function)
        def remembered(schema: Schema) -> T:
            entry = known.get(id(schema)) or known.get(id(schema := interned(schema)))
            return (entry or known.keep(id(schema), (schema, function(schema))))[1]

        return remembered

    return decorate
