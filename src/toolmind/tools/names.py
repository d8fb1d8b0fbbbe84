"""Names that every endpoint accepts, unique in a pool."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container

from toolmind.records import Tool
from toolmind.text.slug import slug

MAX_NAME = 64
"""Longest name that OpenAI-compatible endpoints accept."""

_END = 36
"""Characters at most that a name which is too long keeps of its end (ours)."""

_SAFE = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_SAFE_KEY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")


def is_safe(name: str) -> bool:
    """Say whether a name matches ``^[a-zA-Z0-9_-]{1,64}$``."""
    return _SAFE.fullmatch(name) is not None


def safe_name(name: str) -> str:
    """Return the nearest safe name; a safe one comes back unchanged.

    Other scripts are written in Latin letters (``查询天气`` → ``ChaXunTianQi``), other characters
    become ``_``. A name that is too long keeps its start and its end, which mostly tells it from
    others, with a hash of the original between them; one of which nothing is left is a hash.
    """
    if is_safe(name):
        return name
    plain = slug(_in_latin(name), "_", keep="_-", lower=False)
    if not plain:
        return f"tool_{_hash(name)}"
    return plain if len(plain) <= MAX_NAME else _shortened(plain, _hash(name))


def _in_latin(name: str) -> str:
    if name.isascii():
        return name
    from anyascii import anyascii

    return anyascii(name)


def _shortened(plain: str, mark: str) -> str:
    end = plain[-_END:]
    word = re.search(r"(?<=[_-])[^_-]", end[: _END // 2])  # not from the middle of a word
    end = end[word.start() :] if word else end
    start = plain[: MAX_NAME - len(end) - len(mark) - 2].rstrip("_-")
    return f"{start}_{mark}_{end}"


def is_safe_key(key: str) -> bool:
    """Say whether a parameter's name matches ``^[a-zA-Z0-9_.-]{1,64}$``, as endpoints ask."""
    return _SAFE_KEY.fullmatch(key) is not None


def safe_key(key: str) -> str:
    """Return the nearest name that a parameter may have; where nothing is left of it, itself."""
    if is_safe_key(key):
        return key
    return slug(key, "_", keep="_.-", lower=False)[:MAX_NAME] or key


def qualified_name(name: str, qualifier: str, taken: Container[str]) -> str:
    """Return `name` told apart from those in `taken` by its qualifier, else by a number."""
    prefix = safe_name(qualifier)[:24] if qualifier else "other"
    first = safe_name(f"{prefix}_{name}")
    candidate, number = first, 2
    while candidate in taken:
        candidate = safe_name(f"{first[: MAX_NAME - 6]}_{number}")
        number += 1
    return candidate


def declared_name(tool: Tool) -> str:
    """Return the name that a tool had before it was made safe, shortened or told apart.

    It is the end of the id that the name was made of, or the name itself.

    >>> declared_name(Tool(id="drive.files.get", name="drive_files_get"))
    'drive.files.get'
    """
    parts = tool.id.split(".")
    if tool.name == f"{safe_name(tool.domain.rpartition('/')[2])[:24]}_{parts[-1]}":
        return parts[-1]
    ends = (".".join(parts[at:]) for at in range(len(parts)))
    return next((end for end in ends if safe_name(end) == tool.name), tool.name)


def _hash(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
