"""Numbers of other languages in plain digits: their digits, their separators, their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from toolmind.text.gloss.number_words import readers

SPELLED = frozenset(("de", "es", "fr", "pt"))
"""Languages whose number words text2num reads."""

_COMMA = frozenset(("de", "es", "fr", "pt", "ru"))
"""Languages with a decimal comma (CLDR); thousands are grouped by dots or blanks."""

_GROUPED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?:\.\d{3})+|(?:[ \u00a0\u202f]\d{3})+)(?:,\d+)?(?![.,]?\d)"
)
_DECIMAL = re.compile(r"(?<![\d.,])(\d+),(\d+)(?![.,]?\d)")
_LAKHS = re.compile(r"(?<![\d.,])\d{1,2}(?:,\d{2})+,\d{3}(?!\d)")
_BLANKS = re.compile(r"[. \u00a0\u202f]")


def in_digits(text: str, language: str) -> str:
    """Return the text with its numbers in ASCII digits, a decimal point and no grouping.

    >>> in_digits("1.234,5 oder fünfundzwanzig", "de"), in_digits("三百二十", "zh")
    ('1234.5 oder 25', '320')
    """
    text = text.translate(_plain_digits())
    if language in _COMMA:
        text = _GROUPED.sub(lambda found: _BLANKS.sub("", found[0]).replace(",", "."), text)
        text = _DECIMAL.sub(r"\1.\2", text)
    elif language == "hi":
        text = _LAKHS.sub(lambda found: found[0].replace(",", ""), text)
    if language in SPELLED:
        return _spelled()(text, language, 0.0)
    for read in readers(language):
        text = read(text)
    return text


@cache
def _plain_digits() -> dict[int, str]:
    """Return the decimal digits of all scripts, with the separators of Arabic."""
    found = {
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x660, 0xFF1A)
        if unicodedata.category(chr(code)) == "Nd"
    }
    return found | {0x66B: ".", 0x66C: ","}


@cache
def _spelled() -> Callable[[str, str, float], str]:
    from text_to_num import alpha2digit  # English needs none of it

    found: Callable[[str, str, float], str] = alpha2digit
    return found
