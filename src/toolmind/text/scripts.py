"""What belongs to a word, in any script."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
)
"""Scripts that are written without blanks between words, or (Korean) with endings joined to them:
Thai, Lao, Burmese, Khmer, kana, han, hangul. The inside of a character class."""

_OF_UNSPACED = re.compile(f"[{UNSPACED}]")
_BASIC_PLANE = range(0x300, 0x10000)
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


@cache
def combining_marks() -> str:
    r"""Return the inside of a character class: accents and vowel signs, which ``\w`` leaves out.

    Without them a word of Devanagari or Thai falls apart at every vowel. Variation selectors, which
    choose how an emoji looks, are none; nor are the rare marks outside the basic plane.
    """
    return "".join(char for char in map(chr, _BASIC_PLANE) if _is_mark(char))


def joins(char: str) -> bool:
    """Say whether words are told by more than blanks and signs beside a character: it is a mark, or
    of a script without blanks.
    """
    return _is_mark(char) or _OF_UNSPACED.match(char) is not None


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Mc") and ord(char) not in _VARIATION_SELECTORS
