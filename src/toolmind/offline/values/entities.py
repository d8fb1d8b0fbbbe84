"""The small world behind generated values: places, people and companies that fit together.

Places are real cities with their own country, currency, language and airport, so that two fields
that speak of one place agree. People, companies and streets are drawn from lists of names, which
costs a microsecond each.
"""

from __future__ import annotations

import random
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from toolmind.text.slug import slug


class Place(NamedTuple):
    """A city and what goes with it; `latitude` and `longitude` in degrees."""

    city: str
    country: str
    code: str
    code3: str
    currency: str
    language: str
    airport: str
    timezone: str
    latitude: float
    longitude: float
    state: str
    postcode: str
    """Shape of a postal code: # is a digit, ? an upper-case letter."""

    dialling: str


def _place(row: str) -> Place:
    cells = row.split("\t")
    return Place(*cells[:8], float(cells[8]), float(cells[9]), *cells[10:])  # type: ignore[arg-type,call-arg]


def _read_places() -> tuple[Place, ...]:
    text = (files("toolmind") / "data" / "places.tsv").read_text(encoding="utf-8")
    return tuple(_place(row) for row in text.splitlines() if not row.startswith("#"))


PLACES = _read_places()


class Person(NamedTuple):
    """A person; the user name and e-mail address are made of the name."""

    first: str
    last: str
    number: int

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def handle(self) -> str:
        """A user name: ``mlopez42``."""
        return slug(f"{self.first[0]}{self.last}", "") + str(self.number)

    @property
    def email(self) -> str:
        """An address under a domain that is reserved for examples (RFC 2606)."""
        domain = ("example.com", "example.org", "example.net")[self.number % 3]
        return f"{slug(self.first, '')}.{slug(self.last, '')}@{domain}"


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    """Return the shipped names: ``first`` and ``last`` of people, ``street`` suffixes."""
    text = (files("toolmind") / "data" / "names.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in text.splitlines() if not row.startswith("#")]
    return {kind: tuple(names) for kind, *names in rows}


def person(rng: random.Random) -> Person:
    """Draw a person."""
    names = _names()
    return Person(rng.choice(names["first"]), rng.choice(names["last"]), rng.randrange(10, 99))


def company(rng: random.Random) -> str:
    """Draw a company's name."""
    last = _names()["last"]
    shape = rng.randrange(3)
    if shape == 0:
        return f"{rng.choice(last)} & {rng.choice(last)}"
    tail = ("Group", "Ltd", "Industries", "Partners", "Systems", "Labs", "Logistics", "Foods")
    return f"{rng.choice(last)} {rng.choice(tail)}"


def street(rng: random.Random) -> str:
    """Draw a street with its house number."""
    names = _names()
    return f"{rng.randrange(1, 240)} {rng.choice(names['last'])} {rng.choice(names['street'])}"


def shaped(rng: random.Random, shape: str) -> str:
    """Fill a shape: # becomes a digit, ? an upper-case letter."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(
        str(rng.randrange(10)) if c == "#" else rng.choice(letters) if c == "?" else c
        for c in shape
    )
