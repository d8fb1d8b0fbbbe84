"""What whoever calls may know or choose by itself, so that nobody need have said it.

Agents that work for themselves write files and code, open pages and places that they know, lay out
what they make and give it names. Of such a value a rule cannot know whether it is the right one.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolmind.checks.grounding.values import ValueKind, name_words
from toolmind.records import JSON

_CLASSES = frozenset(
    "genre genres cuisine cuisines category categories type types kind style topic class theme "
    "scheme layout orientation alignment direction".split()
)
"""Parameters that sort things, whose values are words of whoever made the tool (ours)."""

_SOUGHT = frozenset("keywords keyword query queries question questions search prompt".split())
"""Parameters of what is looked for, as a person would type it into a search box (ours)."""

_WRITTEN = frozenset(
    "subject body message content contents title description summary text task note notes reason "
    "comment comments code command cmd script html markdown sql data label labels caption".split()
)
"""Parameters whose text is written by whoever calls (ours)."""

_CONTAINERS = frozenset("list lists array".split())
"""Words that say of a name only that there are several."""

_LAID_OUT = frozenset(
    "latitude longitude lat lng lon index line lines row rows col cols column columns width height "
    "level ranges x y z r g b".split()
)
"""Numbers of where something lies, on the earth or on a page, and of colours (ours)."""

_TABLES = frozenset("data cell cells".split())
"""Parameters of what is drawn or tabled, entry by entry (ours)."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|data:[a-z]+/[a-z]+[;,].+", re.DOTALL)
_PATH = re.compile(r"(?:~|\.{1,2})?/[^\n]+|[A-Za-z]:\\[^\n]+|[^\s/]+\.[a-z]{2,5}")
_FILES = frozenset("path paths file files filename dir directory folder filepath".split())
_COLOUR = re.compile(r"#[0-9A-Fa-f]{3}(?:[0-9A-Fa-f]{3}){0,1}(?:[0-9A-Fa-f]{2})?")
_TICKER = re.compile(r"\^?[A-Z0-9]{1,6}(?:[.=-][A-Z]{1,3})?")
_TICKERS = frozenset("symbol symbols ticker tickers".split())
_LONG = 40
"""Words from which a text is a work of its own, not a value with a few words about it (ours)."""


@lru_cache(maxsize=65536)
def in_own_words(name: str) -> bool:
    """Say whether a parameter's value is worded by whoever calls, or by whoever made the tool."""
    return _what(name) in _CLASSES | _SOUGHT | _WRITTEN


@lru_cache(maxsize=65536)
def is_search(name: str) -> bool:
    """Say whether a parameter takes what is looked for in words."""
    return _what(name) in _SOUGHT


def chosen_by_caller(kind: ValueKind, value: JSON, name: str) -> bool:
    """Say whether a value that nobody gave is one that whoever calls may know or choose."""
    if kind == "number":
        return not _LAID_OUT.isdisjoint(name_words(name))
    if not isinstance(value, str):
        return False
    if _ADDRESS.fullmatch(value) or _COLOUR.fullmatch(value):
        return True
    what = _what(name)
    if what in _TICKERS:
        return _TICKER.fullmatch(value) is not None
    if _PATH.fullmatch(value) and (value[0] in "/~." or not _FILES.isdisjoint(name_words(name))):
        return True
    return _is_work(value, what)


def _is_work(value: str, what: str) -> bool:
    """Say whether a text is a search of several words, of a table, or a work of its own."""
    if what in _TABLES:
        return True
    several = len(value.split())
    return several > 1 if what in _SOUGHT else what in _WRITTEN and several >= _LONG


def _what(name: str) -> str:
    """Return the last word of a name that tells of what it is: query, of `query_list`."""
    named = [word for word in name_words(name) if word not in _CONTAINERS]
    return named[-1] if named else ""
