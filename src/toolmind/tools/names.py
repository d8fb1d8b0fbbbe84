"""Names that every endpoint accepts, unique in a pool."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container

from toolmind.records import Tool
from toolmind.text.slug import slug

MAX_NAME = 64
"""Longest name that OpenAI-compatible endpoints accept."""

_SAFE = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_SAFE_KEY = re.compile(r"[a-zA-Z0-9_.-]{1,64}")


def is_safe(name: str) -> bool:
    """Say whether a name matches ``^[a-zA-Z0-9_-]{1,64}$``."""
    return _SAFE.fullmatch(name) is not None


def safe_name(name: str) -> str:
    """Return the nearest safe name; a safe one comes back unchanged.

    Accents are dropped, other characters become ``_``. A name that is too long, or of which
    nothing readable is left, ends in a hash of the original, so that two of them stay apart.
    """
    if is_safe(name):
        return name
    plain = slug(name, "_", keep="_-", lower=False)
    if not plain:
        return f"tool_{_hash(name)}"
    if len(plain) > MAX_NAME:
        return f"{plain[: MAX_NAME - 9]}_{_hash(name)}"
    return plain


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
    if tool.name == f"{safe_name(tool.domain)[:24]}_{parts[-1]}":
        return parts[-1]
    ends = (".".join(parts[at:]) for at in range(len(parts)))
    return next((end for end in ends if safe_name(end) == tool.name), tool.name)


def _hash(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
