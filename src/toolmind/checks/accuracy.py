"""How often the shipped rules err, as it was measured (`data/check_accuracy.tsv`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from toolmind.records import Record


class Measured(Record, frozen=True):
    """Of `places` turns of a kind those that rules failed; `checks` are the rules that look there.

    The kind is one of planted fault (see `toolmind.checks.faults`), ``structure`` for all of that
    group, or ``right_turn``: turns without a fault, which no rule should fail.
    """

    kind: str
    checks: frozenset[str]
    failed: int
    places: int

    @property
    def share(self) -> float:
        """The share that was failed."""
        return self.failed / self.places


@lru_cache(maxsize=1)
def shipped_accuracy() -> tuple[Measured, ...]:
    """Return what was measured of the rules as they are shipped, with their default settings."""
    text = (files("toolmind") / "data" / "check_accuracy.tsv").read_text(encoding="utf-8")
    _, *rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Measured(kind=kind, checks=frozenset(by.split()), failed=int(failed), places=int(places))
        for kind, by, failed, places in rows
    )
