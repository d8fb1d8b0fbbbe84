"""A text of another language with what it says of numbers, days and times in English.

The readers of numbers, dates and durations know English. Of another language they are shown a
gloss: the text as it is, but for the words that they read. It is for them, and for nobody to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from toolmind.text.gloss.lexicon import UNDERSTOOD, any_of, compiled, edges, fold, lexicon
from toolmind.text.gloss.numerals import in_digits
from toolmind.text.scripts import UNSPACED

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = f"(?:{'|'.join(_MONTHS)})"

_NUMBERED = re.compile(r"\bM(\d{1,2})\b")
_FROM_TO = re.compile(
    rf"\b(\d{{1,2}})(?:th)?,?\s+(?:to|and|-|–)\s+(?:(?:{'|'.join(_DAYS)}),?\s+(?:d[ae][nm]?\s+)?)?"
    rf"(\d{{1,2}})(?:th)?\s+(?:of\s+)?({_MONTH})"
)
_LESS = re.compile(r"\b(\d{1,2})(?::00)?\s+minus(\d{1,2})\b")
_HALF_FIRST = re.compile(r"\b([AP]M)\s+(\d{1,2}(?::\d\d)?)\b(?!\s*[AP]M)")
_HALF_NEEDLESS = re.compile(r"\b((?:1[3-9]|2[0-4]):\d\d)\s+[AP]M\b")
_ONE_DIGIT = re.compile(r"\b(\d{1,2}):(\d)(?![\d:])")
_DAY_FIRST = re.compile(rf"\b({'|'.join(_DAYS)})\s+(next|last)\b")
_BUDDHIST = re.compile(rf"({_MONTH}\s+)(2[45]\d\d)\b")
_ERA = re.compile(r"(令和|平成)(\d{1,2})年")
_ERAS = {"令和": 2018, "平成": 1988}
_SENTENCE_END = str.maketrans(
    {"。": ". ", "？": "? ", "！": "! ", "؟": "? ", "।": ". ", "、": ", "}
)

_LETTERS = f"{UNSPACED}\u0600-\u06ff\u0900-\u097f"
_SEAM = re.compile(rf"(?<=[0-9A-Za-z%])(?=[{_LETTERS}])|(?<=[{_LETTERS}])(?=[0-9A-Za-z$€£¥₹₩฿-])")
"""Where other letters meet plain ones: words of both would be one word."""


@lru_cache(maxsize=512)
def in_english(text: str, language: str) -> str:
    """Return a text with its numbers in digits, and its words for days and times in English.

    Of a language without a lexicon (`UNDERSTOOD`) it is the text with its digits in plain ones.

    >>> in_english("am nächsten Freitag um halb acht", "de")
    'am next friday um 7:30'
    """
    if language == "en":
        return text
    if language == "ja":
        text = _ERA.sub(lambda found: f"{_ERAS[found[1]] + int(found[2])}年", text)
    text = in_digits(fold(text.translate(_SENTENCE_END), language), language)
    if language in UNDERSTOOD:
        text = _names(language)(text)
        for form, plain in _forms(language):
            text = form.sub(plain, text)
        text = _NUMBERED.sub(lambda found: _month(int(found[1])), text)
        text = _words(language)(text)
        if language == "th":
            text = _BUDDHIST.sub(lambda found: f"{found[1]}{int(found[2]) - 543}", text)
        text = _ordered(text)
    return apart(text)


def apart(text: str) -> str:
    """Return the text with a blank where plain letters or digits meet those of another script.

    >>> apart("共1107元")
    '共 1107 元'
    """
    return _SEAM.sub(" ", text)


def _ordered(text: str) -> str:
    """Return an English gloss in the order of English."""
    text = _FROM_TO.sub(r"\3 \1 to \3 \2", text)
    text = _DAY_FIRST.sub(r"\2 \1", text)
    text = _ONE_DIGIT.sub(r"\1:0\2", _LESS.sub(_earlier, text))
    text = _HALF_FIRST.sub(r"\2 \1", text)
    return _HALF_NEEDLESS.sub(r"\1", text)


def _earlier(found: re.Match[str]) -> str:
    return f"{(int(found[1]) - 1) % 24}:{60 - int(found[2])}"


def _month(number: int) -> str:
    return _MONTHS[number - 1] if 0 < number <= 12 else str(number)


@cache
def _forms(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    found = lexicon(language).get("forms", ())
    return tuple((compiled(form, language), plain) for form, plain in found)


@cache
def _words(language: str) -> Callable[[str], str]:
    """Return what puts English words in the place of those of a lexicon."""
    known = lexicon(language)["words"]
    groups = (f"(?P<w{at}>{any_of(found, language)})" for at, found in enumerate(known.values()))
    form, english = re.compile("|".join(groups), re.IGNORECASE), list(known)

    def told(found: re.Match[str]) -> str:
        return f" {english[int((found.lastgroup or 'w0')[1:])]} "

    return lambda text: form.sub(told, text)


@cache
def _names(language: str) -> Callable[[str], str]:
    """Return what puts English names in the place of months and days of the week (CLDR)."""
    from babel import Locale  # English needs none of it

    locale = Locale.parse(language)
    english: dict[str, str] = {}
    for tables, names, first in ((locale.months, _MONTHS, 1), (locale.days, _DAYS, 0)):
        for form in ("stand-alone", "format"):
            for width in ("wide", "abbreviated"):
                for at, name in enumerate(names, first):
                    local = fold(tables[form][width][at], language)
                    english.setdefault(local.lower().rstrip("."), name)
    plain = [name for name in english if len(name) > 2 and not name[0].isdigit()]
    before, after = edges(language)
    one = "|".join(re.escape(name) for name in sorted(plain, key=len, reverse=True))
    written = re.compile(rf"{before}({one}){after}\.?(?: de (?=\d{{4}}))?", re.IGNORECASE)
    return lambda text: written.sub(lambda found: f" {english[found[1].lower()]} ", text)
