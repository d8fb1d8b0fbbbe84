"""Texts cut short, at the end of a sentence where that can be."""

from __future__ import annotations


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
