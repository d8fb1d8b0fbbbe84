"""Descriptions as prose: the marks of Markdown and HTML that stand around their sentences."""

from __future__ import annotations

import re

from toolmind.offline.player.wishes import VERBS

_LINE_MARKS = re.compile(r"^[ \t]*(?:(?:>|[-*+]|\d+[.)]|#{1,6})[ \t]+|>|\[!\w+\])+", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+(\w+)(?: .*)?$", re.MULTILINE)

_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=[^\s*_])([^\n]+?)(?<=[^\s*_])\1(?![\w*])")
_NOTICE = re.compile(r"[.!?:]$")
_LINK = re.compile(r"!?\[([^\]\n]+)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?: \"[^\"\n]*\")?\)")
_TAG = re.compile(r"</?(?:b|i|em|strong|code|a|span)(?: [^<>]*)?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|br|div|note|[uo]l|li|blockquote|h[1-6])(?: [^<>]*)?/?>", re.IGNORECASE
)


def prose(description: str) -> str:
    """Return a description without marks; a notice in bold stands on a line of its own.

    A heading that begins with no verb names a section, and is left out. Left alone are code in
    backticks, and marks that mean something else: "a * b", "__init__".
    """
    text = _TAG.sub("", _BLOCK_TAG.sub("\n", description))
    text = _LINE_MARKS.sub("", _HEADING.sub(_title, text))
    text = _EMPHASIS.sub(_unmarked, _LINK.sub(r"\1", text))
    return text.strip()


def _title(heading: re.Match[str]) -> str:
    word = heading[1].lower()
    return "" if VERBS.isdisjoint((word, word.removesuffix("s"))) else heading[0]


def _unmarked(emphasis: re.Match[str]) -> str:
    """Return what is emphasized: "**Note:** deletes …" is a notice, "**Deletes** …" is none."""
    marks, words = emphasis.groups()
    if marks.startswith("_") and " " not in words and words.isidentifier():
        return emphasis[0]
    return f"{words}\n" if _NOTICE.search(words) else words
