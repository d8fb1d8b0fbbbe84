"""Other names of what people speak of: a city's airport, a country's code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import chain

from toolmind.checks.grounding.local_names import names_of
from toolmind.text.words import joined_up, words

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
    return (*_places().others(city_key(value)), *names_of(value, "en"))


def is_city(value: str) -> bool:
    """Say whether a value is the name of a city with an airport."""
    return len(value) > _IATA and city_key(value) in _places()


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


class _Places:
    """Codes (IATA) of airports by their city, and the city by its code; areas of several, too.

    A city with its state's initials (Washington, D.C.) is said by the city, the state and these.
    Names are looked for in one text of all of them: most dialogues ask for few or none, and a table
    of what each stands for takes ten times as long to be made.
    """

    def __init__(self) -> None:
        columns = _read("airports", _AIRPORT) + _read("iata_macs", _AREA)
        codes, cities, states = columns[::3], columns[1::3], columns[2::3]
        self._short = {state: "".join(filter(str.isupper, state)) for state in set(states)}
        of_states = map("".join, zip(cities, map(self._short.__getitem__, states), strict=True))
        keys = joined_up([*codes, *cities, *of_states])
        rows = zip(codes, cities, states, strict=True)
        self._rows = list(map("\t".join, rows))  # a third of what tuples take
        self._known = frozenset(keys)
        self._lines = "\n".join(("", *keys, ""))

    def __contains__(self, key: str) -> bool:
        return key != "" and key in self._known

    def others(self, key: str) -> Iterator[str]:
        """Yield what else is said for a place."""
        at = self._lines.find(f"\n{key}\n") if key in self else -1
        while at >= 0:
            name, row = divmod(self._lines.count("\n", 0, at), len(self._rows))
            code, city, state = self._rows[row].split("\t")
            others = ((city,), (code,), (code, city, state, self._short[state]))[name]
            yield from filter(None, others)
            at = self._lines.find(f"\n{key}\n", at + 1)


_places = cache(_Places)

_TEXT = r'"[^"]*(?:""[^"]*)*"'
_AIRPORT = rf'\n"[^"]*","([^"]+)",{_TEXT},"([^"]*)","([^"]*)"'
"""A row's code (IATA), city and state. Most rows have no such code."""

_AREA = r'\n"[^"]*","([^"]+)","([^"]*)",()'
"""A row's code and city."""


def _read(table: str, columns: str) -> list[str]:
    """Return three columns of each row of a table of `airportsdata`, one after the other.

    The library itself reads all of every row (0.25 s, 16 MB).
    """
    rows = (resources.files("airportsdata") / f"{table}.csv").read_bytes()
    found = re.findall(columns.encode(), rows)
    return b"\n".join(chain.from_iterable(found)).decode().split("\n")
