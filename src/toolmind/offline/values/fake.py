"""What Faker makes, from a draw's own random source: names, companies, streets, jobs, codes."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faker.generator import Generator

_PROVIDERS = ("address", "automotive", "barcode", "company", "isbn", "job", "person")


@lru_cache(maxsize=1)
def _generator() -> Generator:
    """Return Faker's generator; loaded when first drawn from, for it takes 0.1 s and 16 MB."""
    from faker import Factory

    # Unweighted: a name costs one microsecond then, not fifty.
    providers = [f"faker.providers.{name}" for name in _PROVIDERS]
    return Factory.create("en_US", providers=providers, use_weighting=False)


def fake(what: str, rng: random.Random) -> str:
    """Return what Faker's method of that name makes, as in ``first_name``, drawn from `rng`."""
    generator = _generator()
    generator.random = rng
    return str(getattr(generator, what)())


def job(rng: random.Random) -> str:
    """Return the name of a job, in the order in which it is spoken."""
    name = fake("job", rng)
    while "," in name:  # "Engineer, civil"
        name = fake("job", rng)
    return name
