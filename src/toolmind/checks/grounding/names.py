"""Other names of what people speak of: a city's airport, a country's code."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources

from toolmind.checks.grounding.local_names import names_of
from toolmind.text.words import words

SYNONYMS = {
    "$": "usd", "dollar": "usd", "dollars": "usd", "bucks": "usd", "€": "eur", "euro": "eur",
    "euros": "eur", "£": "gbp", "pound": "gbp", "pounds": "gbp", "¥": "jpy", "yen": "jpy",
    "₹": "inr", "rupee": "inr", "rupees": "inr", "english": "en", "french": "fr", "german": "de",
    "spanish": "es", "italian": "it", "portuguese": "pt", "dutch": "nl", "japanese": "ja",
    "chinese": "zh", "korean": "ko", "russian": "ru", "arabic": "ar", "hindi": "hi",
}  # fmt: skip
"""Codes that stand for what people say: currencies (ISO 4217), languages (ISO 639-1)."""


def other_names(value: str) -> tuple[str, ...]:
    """Return what else says a value: of a city its airports, of an airport its city, of a country
    its codes. Codes are in capitals, and are to be looked for as they are.
    """
    return (*_airports().get(city_key(value), ()), *names_of(value, "en"))


def is_city(value: str) -> bool:
    """Say whether a value is the name of a city with an airport."""
    return len(value) > _IATA and city_key(value) in _airports()


def may_be_called(city: str, texts: Iterable[str]) -> bool:
    """Say whether people may have meant a city by a name of their own that has to do with its own.

    By its initials or its airport's code in any letters (sf, lax), by its begin as a town's
    (Chi-town), or by a code made of its letters (CDMX, Mexico City).
    """
    initials = "".join(word[0] for word in words(city))
    codes = {one.casefold() for one in (initials, *other_names(city)) if 1 < len(one) <= _IATA}
    key = city_key(city)
    return any(
        not codes.isdisjoint(words(text))
        or any(key.startswith(found[1].lower()) for found in _TOWN.finditer(text))
        or any(_is_made_of(found[0].lower(), key) for found in _LETTERS.finditer(text))
        for text in texts
    )


def _is_made_of(code: str, key: str) -> bool:
    return sum(letter in key for letter in code) >= _LETTERS_SHARE * len(code)


def city_key(name: str) -> str:
    """Return a name without case, blanks and signs."""
    return "".join(words(name))


_IATA = 3
"""Letters of an airport's code."""

_TOWN = re.compile(r"\b([A-Za-z]{3,})[ -]?town\b", re.IGNORECASE)
_LETTERS = re.compile(r"\b(?:[A-Z]{4,5}|[b-df-hj-np-tv-xz]{4,5})\b")
"""A code of four letters or five: in capitals, or without vowels."""

_LETTERS_SHARE = 0.75
"""Of a code's letters so many are of the city's name (ours)."""


@cache
def _airports() -> dict[str, tuple[str, ...]]:
    """Return the codes (IATA) of airports by their city, and the city by its code.

    A city with its state's initials (Washington, D.C.) is said by the city, the state and these.
    """
    airports = {code: (city, state) for code, city, state in _rows("airports", _AIRPORT) if code}
    found: dict[str, dict[str, None]] = {}
    for code, (city, state) in airports.items():
        short = "".join(char for char in state if char.isupper())
        full = (code, city, state, short)
        for name, others in ((city, (code,)), (code, (city,)), (city + short, full)):
            found.setdefault(city_key(name), {}).update(dict.fromkeys(filter(None, others)))
    for code, area in dict.fromkeys(_rows("iata_macs", _AREA)):
        found.setdefault(city_key(area), {})[code] = None
        found.setdefault(city_key(code), {})[area] = None
    return {name: tuple(others) for name, others in found.items()}


_AIRPORT, _AREA = ("iata", "city", "subd"), ("City Code", "City Name")


def _rows(table: str, columns: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield columns of a table of `airportsdata`, which reads all of them at five times the cost
    (0.25 s, 16 MB); most dialogues ask for none.
    """
    file = resources.files("airportsdata") / f"{table}.csv"
    with file.open(encoding="utf-8") as lines:
        rows = csv.reader(lines)
        head = next(rows)
        places = [head.index(column) for column in columns]
        for row in rows:
            yield tuple(row[place] for place in places)
