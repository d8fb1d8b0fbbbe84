"""One draw of a value: the random source, the clock, and the facts that its fields share."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from toolmind.offline.values import entities
from toolmind.offline.values.fake import fake
from toolmind.offline.values.words import AWS_REGIONS
from toolmind.records import JSON

T = TypeVar("T")

LEAF_BUDGET = 80
"""Values drawn before optional properties and further list items are left out."""

_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's alphabet: no i, l, o, u, so that ids are read correctly."""


class Cloud(NamedTuple):
    """Where somebody's things in a cloud are: the number of an account and a region."""

    account: str
    region: str


@lru_cache(maxsize=64)
def _cloud(clock: datetime) -> Cloud:
    rng = random.Random(f"cloud|{clock}")
    return Cloud(str(rng.randrange(10**11, 10**12)), rng.choice(AWS_REGIONS))


class Draw:
    """What makers draw from. Facts are shared within an object and renewed for each list item."""

    __slots__ = ("budget", "clock", "depth", "facts", "plain", "rng")

    def __init__(self, rng: random.Random, clock: datetime, *, plain: bool = False) -> None:
        self.rng = rng
        self.clock = clock
        self.plain = plain
        """Make the simplest valid value, however dull: the last resort."""
        self.facts: dict[Any, Any] = {}
        self.budget = LEAF_BUDGET
        self.depth = 0

    def fact(self, key: Any, make: Callable[[random.Random], T]) -> T:
        """Return the fact of that key, drawn on first use."""
        found = self.facts.get(key)
        if found is None:
            found = self.facts[key] = make(self.rng)
        return found

    def person(self, role: str) -> entities.Person:
        """Return the person of that role in the object at hand."""
        return self.fact(("person", role), entities.person)

    @property
    def company(self) -> str:
        """The company of the object at hand."""
        return self.fact("company", lambda rng: fake("company", rng))

    def place(self, role: str) -> entities.Place:
        """Return the place of that role in the object at hand."""
        return self.fact(("place", role), lambda rng: rng.choice(entities.PLACES))

    def moment(self, rank: str, past: bool = False) -> datetime:
        """Return the moment of that rank: birth < created ≤ updated ≤ clock, start < end.

        Start and end lie after the clock, or before it where `past` (reports, histories).
        """
        return self.fact(("time", rank, past), lambda rng: self._moment(rng, rank, past))

    def _moment(self, rng: random.Random, rank: str, past: bool) -> datetime:
        day = self.clock.replace(second=0, microsecond=0)
        if rank == "birth":
            return day - timedelta(days=rng.randrange(20 * 365, 70 * 365))
        if rank == "created":
            return day - timedelta(days=rng.randrange(2, 90), minutes=rng.randrange(1440))
        if rank == "updated":
            created = self.moment("created", past)
            return created + (day - created) * rng.random() // timedelta(minutes=1) * timedelta(
                minutes=1
            )
        if rank == "end":
            start = self.moment("start", past)
            return start + timedelta(days=rng.randrange(1, 7), minutes=15 * rng.randrange(4, 32))
        days = -rng.randrange(8, 45) if past else rng.randrange(1, 30)
        start = day.replace(hour=rng.randrange(7, 15), minute=15 * rng.randrange(4))
        return start + timedelta(days=days)

    @property
    def cloud(self) -> Cloud:
        """The cloud account of the dialogue, told by its clock: all that both sides know of it."""
        return _cloud(self.clock.replace(second=0, microsecond=0, tzinfo=None))

    def code(self, length: int) -> str:
        """Return an opaque code of that length: ``7f3k9q2m``."""
        return "".join(self.rng.choices(_BASE32, k=length))

    def hex(self, length: int) -> str:
        """Return that many hexadecimal digits."""
        return f"{self.rng.getrandbits(4 * length):0{length}x}"


Maker = Callable[[Draw], JSON]
"""Makes one value; all reading of the schema was done when it was built."""
