"""Texts cut short: by us at the end of a sentence where that can be, or by others."""

from __future__ import annotations

import re

_BEGINS_JSON = re.compile(r"\{\s*\"|\[\s*[\[{\"]")
_MARKED = re.compile(
    r"(?:…|\.{3})\s*$|[\[(<…][^\]\[()<>\n]{0,40}\b(?:truncated|omitted)\b[^\]\[()<>\n]{0,40}[\])>…]"
)
"""How tools and loggers write that they left something out."""


def cut(text: str, most: int) -> str:
    """Return the first sentences of a text, as many as fit; at least one, cut at a word.

    One without spaces, as many languages write, is cut where it is too long.
    """
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    part = text[:most]
    end = max(part.rfind(". "), part.rfind("; "))
    return part[: end + 1] if end > 0 else part.rpartition(" ")[0] or part


def is_cut(result: str) -> bool:
    """Say whether a tool's result was cut short: it is marked so, or is JSON that does not end."""
    if _BEGINS_JSON.match(result) and result.rstrip()[-1] not in "}]":
        return True
    marks = result.endswith(("…", "...")) or "truncated" in result or "omitted" in result
    return marks and _MARKED.search(result) is not None
