"""What has been said so far in a dialogue, indexed by the kind of value that it can prove.

Text is matched by whole words, numbers as numbers, dates as dates: the "2" of "12" proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import lru_cache

import orjson

from toolmind.checks.dates import NUMBER_WORDS, dates_in, digits, times_in
from toolmind.types import JSON

_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|[^\W_぀-ヿ㐀-鿿가-힯]+")
"""A word: a run of letters and digits; in scripts without spaces, one character."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER = re.compile(
    r"(?<![A-Za-z_.\d])(?<![A-Za-z]-)(?P<number>-?\d[\d,]*(?:\.\d+)?|-?\.\d+)"
    r"\s*(?P<unit>%|percent\b|k\b|thousand\b|m\b|million\b|billion\b|hundred\b)?"
)
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_UNIT = {"%": 0.01, "percent": 0.01, "k": 1e3, "thousand": 1e3, "hundred": 1e2}
_UNIT |= {"m": 1e6, "million": 1e6, "billion": 1e9}
_SYNONYMS = {
    "$": "usd", "dollar": "usd", "dollars": "usd", "bucks": "usd", "€": "eur", "euro": "eur",
    "euros": "eur", "£": "gbp", "pound": "gbp", "pounds": "gbp", "¥": "jpy", "yen": "jpy",
    "₹": "inr", "rupee": "inr", "rupees": "inr", "english": "en", "french": "fr", "german": "de",
    "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "japanese": "ja",
    "chinese": "zh", "korean": "ko", "russian": "ru", "arabic": "ar", "hindi": "hi",
}  # fmt: skip
"""Codes that stand for what people say: currencies (ISO 4217), languages (ISO 639-1)."""

_INITIALS = re.compile(r"\b[A-Z]{2,5}\b")
_DIGIT = re.compile(r"\d")
_SYMBOL = re.compile("[$€£¥₹]")


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text: NFKC, without case or punctuation."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=65536)
def label_words(name: str) -> tuple[str, ...]:
    """Return the words of an identifier: ``FULL_TIME``, ``fullTime`` → full, time."""
    return words(_CAMEL.sub(" ", name))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return a word without its commonest English endings, so that "flights" meets "flight"."""
    for ending in ("ing", "ies", "es", "ed", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=2048)  # texts recur within a dialogue; a cache of many only costs memory
def _index_text(text: str) -> tuple[str, frozenset[str], frozenset[str], frozenset[str]]:
    """Return a text flattened to its words, its words and their synonyms, stems, initials."""
    said = words(text)
    named = {*said, *_SYMBOL.findall(text)}
    if not NUMBER_WORDS.isdisjoint(said):
        named.update(words(digits(text)))
    named |= {_SYNONYMS[word] for word in named if word in _SYNONYMS}
    stems = frozenset(map(stem, named))
    return " ".join(said) + " | ", frozenset(named), stems, frozenset(_INITIALS.findall(text))


@lru_cache(maxsize=16384)
def _label_stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, label_words(text)))


@lru_cache(maxsize=2048)
def _read_text(
    text: str, today: date | None
) -> tuple[frozenset[float], frozenset[date], frozenset[tuple[int, int]]]:
    return frozenset(numbers_in(text)), frozenset(dates_in(text, today)), frozenset(times_in(text))


_CUT = 4
"""Letters that a word cut short must keep (ours)."""


class Evidence:
    """A growing index of what was said. `clock` resolves relative dates; None leaves them open."""

    def __init__(self, clock: datetime | None = None) -> None:
        self._clock = clock
        self._text = " | "
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._initials: set[str] = set()
        self._numbers: set[float] = set()
        self._dates: set[date] = set()
        self._times: set[tuple[int, int]] = set()
        self._unread: list[str] = []
        if clock is not None:
            self._dates.add(clock.date())
            self._times.add((clock.hour, clock.minute))

    def add(self, text: str) -> None:
        """Take in a text that somebody wrote."""
        self._index(text)
        self._unread.append(text)

    def add_result(self, content: str, unproven: AbstractSet[str] = frozenset()) -> None:
        """Take in a tool's result, JSON or plain text; keys count as text.

        Leaves that hold one of the `unproven` texts are left out: a tool that echoes what was
        invented does not make it true.
        """
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError:
            value = content
        banned = [f" {' '.join(words(text))} " for text in unproven]
        for leaf in _leaves(value):
            text = leaf if isinstance(leaf, str) else orjson.dumps(leaf).decode()
            if banned and any(bad in f" {' '.join(words(text))} " for bad in banned):
                continue
            self._index(text)
            self._stems |= _label_stems(text)
            if _DIGIT.search(text):  # results give numbers and dates in digits, not in words
                self._unread.append(text)

    def _index(self, text: str) -> None:
        flat, named, stems, initials = _index_text(text)
        self._text += flat
        self._words |= named
        self._stems |= stems
        self._initials |= initials

    def has_text(self, text: str) -> bool:
        """Say whether the text was said, word for word, ignoring case and punctuation."""
        sought = words(text)
        return bool(sought) and f" {' '.join(sought)} " in self._text

    def has_initials(self, text: str) -> bool:
        """Say whether the initials of a name of several words were said: SF, San Francisco."""
        initials = "".join(word[0] for word in words(text)).upper()
        return len(initials) > 1 and initials in self._initials

    def has_word(self, word: str) -> bool:
        """Say whether a word was said, in a common form or cut short: Fran, Francisco."""
        if word in self._words or stem(word) in self._stems:
            return True
        return any(word[:end] in self._words for end in range(_CUT, len(word)))

    def has_number(self, number: float) -> bool:
        """Say whether the number was said, in digits or words; 20% is 20 and 0.2."""
        self._read()
        return float(number) in self._numbers

    def has_date(self, day: date) -> bool:
        """Say whether the date was spoken of, in any form, relative ones from the clock."""
        self._read()
        return day in self._dates

    def has_time(self, hour: int, minute: int) -> bool:
        """Say whether the time of day was spoken of."""
        self._read()
        return (hour, minute) in self._times

    def date_parts(self) -> set[int]:
        """Return the years, months and days of all dates spoken of, and their hours."""
        self._read()
        parts = {part for day in self._dates for part in (day.year, day.month, day.day)}
        return parts | {part for time in self._times for part in time}

    def _read(self) -> None:
        """Read numbers and dates out of the texts taken in since the last question."""
        today = self._clock.date() if self._clock else None
        for text in self._unread:
            numbers, dates, times = _read_text(text, today)
            self._numbers |= numbers
            self._dates |= dates
            self._times |= times
        self._unread.clear()


def numbers_in(text: str) -> Iterator[float]:
    """Yield every number of a text, as written and with its unit (5k → 5 and 5000).

    Commas group thousands (1,200 is one number) unless they part a list ([1,200] is two).
    """
    text = digits(text)
    for match in _NUMBER.finditer(text):
        written = match["number"]
        listed = text[match.start() - 1 : match.start()] == "["
        grouped = _GROUPED.fullmatch(written) and not listed
        parts = [written.replace(",", "")] if grouped else written.split(",")
        for part in filter(None, parts):
            number = float(part)
            yield number
            if match["unit"]:
                yield round(number * _UNIT[match["unit"]], 10)


def _leaves(value: JSON) -> Iterator[JSON]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif value is not None:
        yield value
