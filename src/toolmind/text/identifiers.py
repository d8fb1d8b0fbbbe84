"""Identifiers as words: camelCase, snake_case, dotted, with acronyms, in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

from toolmind.text.scripts import combining_marks

_BOUNDARY = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z])"  # file|Name
    r"|(?<=[A-Z])(?=[A-Z][a-z])(?![A-Z]s(?![a-z]))"  # HTTP|Server; not the plural of ID|s
)
_NO_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII_WORD = re.compile(r"[^\W_]+", re.ASCII)


def spaced(text: str) -> str:
    """Return a text with blanks where the case of an identifier begins a new word.

    >>> spaced("HTTPServer of subnetIDs")
    'HTTP Server of subnet IDs'
    """
    if text.isascii():
        return _BOUNDARY.sub(" ", text)
    text = unicodedata.normalize("NFKC", text)
    cases = _NO_ASCII.sub(lambda found: "".join(map(_case, found[0])), text)
    ends = [match.start() for match in _BOUNDARY.finditer(cases)]
    return " ".join(text[start:end] for start, end in pairwise((0, *ends, len(text))))


def _case(char: str) -> str:
    """Return an ASCII letter of the same case, for letters of other scripts that have case."""
    return "A" if char.isupper() else "a" if char.islower() else char


def split_identifier(name: str) -> tuple[str, ...]:
    """Return the words of an identifier, or of the parts of a path, in lower case.

    Digits stay with their letters, and the plural of an acronym is one word.

    >>> split_identifier("flights[].departureTime"), split_identifier("sha256_URLs")
    (('flights', 'departure', 'time'), ('sha256', 'urls'))
    """
    pattern = _ASCII_WORD if name.isascii() else _any_word()
    return tuple(pattern.findall(spaced(name).lower()))


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile(rf"[^\W_]+(?:[{combining_marks()}]+[^\W_]*)*")


@lru_cache(maxsize=65536)
def label(name: str) -> str:
    """Return an identifier or path as a person would say it: ``departureTime``, departure time."""
    return " ".join(split_identifier(name))
