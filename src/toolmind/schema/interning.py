"""Schemas of the same content as one object, and what is worked out of them, once."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import TypeVar

import orjson

from toolmind.caches import BoundedDict, IdentityCache
from toolmind.records import Schema

T = TypeVar("T")

_BY_CONTENT: BoundedDict[bytes, Schema] = BoundedDict(4096)


def intern_schema(schema: Schema) -> Schema:
    """Return the one object that stands for all schemas of the same content, key order included."""
    return _INTERNED.of(schema)


def _by_content(schema: Schema) -> Schema:
    try:
        text = orjson.dumps(schema)
    except TypeError:  # Not JSON: whoever uses it says what is wrong with it.
        return schema
    key = content_key(text)
    return _BY_CONTENT.get(key) or _BY_CONTENT.put(key, schema)


_INTERNED = IdentityCache(_by_content, 4096)
"""By identity: a schema that is asked about again is not written out again."""


def content_key(text: bytes) -> bytes:
    """Return what stands for a text in a cache: the texts of all schemas are some 20 MB."""
    return blake2b(text, digest_size=16).digest()


def cached_per_schema(size: int) -> Callable[[Callable[[Schema], T]], Callable[[Schema], T]]:
    """Cache a function's result per schema (`size` of them at most), whichever object holds it.

    A schema that was only parsed anew, as from a prompt, is known by its content.
    """

    def decorate(function: Callable[[Schema], T]) -> Callable[[Schema], T]:
        def made(schema: Schema) -> T:
            known = intern_schema(schema)
            return function(schema) if known is schema else cache.of(known)

        cache = IdentityCache(made, size)
        return cache.of

    return decorate
