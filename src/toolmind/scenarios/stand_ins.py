"""Values that stand in for one: what weak models write where they should make one up.

They copy what a schema says of a value (`The language to use for translation`), or the pattern in
which it is told (`projects/*/locations/*`, `{project-id}`). Both are valid under most schemas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from toolmind.records import JSON
from toolmind.text.words import words

_FEWEST = 4
"""Words from which on a value that its description holds is a copy of it (ours)."""

_COPIED = 0.8
"""Share of a value's words, in pairs as they follow each other, that tell a copy (ours)."""

_HOLE = re.compile(r"\{[^{}/]*\}|<[^<>/]*>|(?<=/)\*(?![^/])")
"""What a pattern has where something is to be filled in; a star only as all of a path's part."""

_EXAMPLES = re.compile(
    r"\b(?:e\.?g|for example|for instance|such as|examples?|like)\b", re.IGNORECASE
)
"""After these words a description quotes values."""

_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?:\s+[^\W\d_]+(?:['’-][^\W\d_]+)*)+")
"""Two words and more, without a digit."""

_YOURS = re.compile(r"your[_-]\w+|<your\b", re.IGNORECASE)
"""As documentation has it: `your_project_id`, `<your name>`."""

_CALLED_ID = re.compile(
    r"(?:[A-Z]+[_-])*ID(?:[_-]?\d{1,2})?(?:\s*,\s*(?:[A-Z]+[_-])*ID(?:[_-]?\d{1,2})?)*",
    re.IGNORECASE,
)
"""Names of ids, as `VOLUME_ID` or `layer-id-1, layer-id-2`."""


def stand_in(value: JSON, told: str, is_id: bool) -> str | None:
    """Return what is wrong with a value that only stands in for one, or None.

    `told` is what is said of it in words: its parameter's name and description. `is_id` tells of an
    id that programs make: words are none.
    """
    told_holes = set(_HOLE.findall(told))
    for text in map(str.strip, _texts(value)):
        if is_id and (_WORDS.fullmatch(text) or _CALLED_ID.fullmatch(text)):
            return f"{text!r} says what id it is: give one as it stands in a letter"
        if _is_copy(text, told):
            return f"{text!r} is what is said of it: give a value as it is in real life"
        holes = [] if " " in text else _HOLE.findall(text)  # a filter may have some
        if not told_holes.isdisjoint(holes) or _YOURS.match(text):
            return f"{text!r} is to be filled in: give a value as it is in real life"
    return None


def _is_copy(text: str, told: str) -> bool:
    """Tell whether a text is a piece of what is told, no quotation in it; or, as `Ann's user id`,
    somebody's piece of it.
    """
    said, of_told = words(text), words(_EXAMPLES.split(told, maxsplit=1)[0])
    whose, _, what = text.replace("’", "'").partition("'s ")
    if what and " " not in whose and len(words(what)) > 1 and set(words(what)) <= set(of_told):
        return True
    if len(text.split()) < _FEWEST or any(f"{mark}{text}" in told for mark in "'\"`“‘"):
        return False
    pairs = list(pairwise(said))
    there = set(pairwise(of_told))
    return bool(pairs) and sum(pair in there for pair in pairs) >= _COPIED * len(pairs)


def _texts(value: JSON) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for inner in value.values() for text in _texts(inner))
    elif isinstance(value, list | tuple):
        yield from (text for inner in value for text in _texts(inner))
