"""Other names of what people speak of: a city's airport, a country's code."""

from __future__ import annotations

import re
from functools import cache, lru_cache

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


@lru_cache(maxsize=512)
def cities_in(text: str) -> frozenset[str]:
    """Return the cities with an airport that a text names in capitals, as `city_key` tells them."""
    found: set[str] = set()
    for match in _CAPITALS.finditer(text):
        said = match[0].split()
        for at in range(len(said)):
            names = (" ".join(said[at:end]) for end in range(at + 1, len(said) + 1))
            found.update(map(city_key, filter(is_city, names)))
    return frozenset(found)


def city_key(name: str) -> str:
    """Return a name without case, blanks and signs."""
    return "".join(words(name))


_IATA = 3
"""Letters of an airport's code."""

_CAPITALS = re.compile(r"\b[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2}")


@cache
def _airports() -> dict[str, tuple[str, ...]]:
    """Return the codes (IATA) of airports by their city, and the city by its code.

    A city with its state's initials (Washington, D.C.) is said by the city, the state and these.
    """
    from airportsdata import load, load_iata_macs  # most dialogues ask for none

    found: dict[str, dict[str, None]] = {}
    for code, airport in load("IATA").items():
        city, state = airport["city"], airport["subd"]
        short = "".join(char for char in state if char.isupper())
        full = (code, city, state, short)
        for name, others in ((city, (code,)), (code, (city,)), (city + short, full)):
            found.setdefault(city_key(name), {}).update(dict.fromkeys(filter(None, others)))
    for code, area in load_iata_macs().items():
        found.setdefault(city_key(area["name"]), {})[code] = None
        found.setdefault(city_key(code), {})[area["name"]] = None
    return {name: tuple(others) for name, others in found.items()}
