"""The places and people of an object, of which several fields tell, so that these agree.

Places are real cities with their own country, currency, language and airport; a person's e-mail
address and user name are made of the name.
"""

from __future__ import annotations

import random
from importlib.resources import files
from typing import NamedTuple

from toolmind.offline.values.fake import fake
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


def person(rng: random.Random) -> Person:
    """Draw a person."""
    return Person(fake("first_name", rng), fake("last_name", rng), rng.randrange(10, 99))


def shaped(rng: random.Random, shape: str) -> str:
    """Fill a shape: # becomes a digit, ? an upper-case letter."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(
        str(rng.randrange(10)) if c == "#" else rng.choice(letters) if c == "?" else c
        for c in shape
    )
