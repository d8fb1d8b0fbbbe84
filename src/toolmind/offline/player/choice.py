"""Which of the things that exist the steps of a story are about."""

from __future__ import annotations

from random import Random
from typing import Any

from toolmind.offline.player.existing import ATTRIBUTES, Existing, existing, is_new, named, recorded
from toolmind.records import JSON
from toolmind.scenarios.known_by import is_of_what_is_made
from toolmind.schema import problem
from toolmind.schema.slots import distinct_labels
from toolmind.tools.effects import named_effect

_ENDS = frozenset("delete remove cancel rm erase drop close archive move mv".split())
"""First words of wishes after which a thing is not where it was (ours)."""


class TooFew(Exception):
    """There are too few things in the world for what a story needs."""


class Choice:
    """Chooses values for one step after the other: of one thing within a step, as far as possible;
    of the same thing in steps that call it alike; of no thing that an earlier step does away with;
    and for calls of the same tool, of different ones.
    """

    def __init__(self, world: JSON, seed: int) -> None:
        self._world, self._rng = world, Random(f"{seed}|existing")
        self._chosen: dict[str, JSON] = {}
        self._taken: dict[tuple[str, str], list[JSON]] = {}
        self._gone: list[JSON] = []

    def of(self, step: dict[str, Any], wish: str) -> dict[str, JSON]:
        """Return values that exist for what the person gives in a step; what is new is left out."""
        if not self._world:
            return {}
        given = step["person gives"]
        if rows := self._recorded(step["tool"], given):
            return self._rng.choice(rows)
        found: dict[str, JSON] = {}
        holder = 0
        for path, words in distinct_labels(list(given)).items():
            options = self._options(step["tool"], path, words, wish, given[path])
            if options:
                value, at = self._pick(options, step["tool"], path, words, holder)
                holder = holder or at
                found[path] = self._chosen[words] = value
                self._taken.setdefault((step["tool"], path), []).append(value)
        if wish.partition(" ")[0] in _ENDS or named_effect(step["tool"]).verb == "delete":
            self._gone += found.values()
        return found

    def other(self, step: dict[str, Any], wish: str, known: dict[str, JSON]) -> dict[str, JSON]:
        """Return others for the values that are known of what exists.

        Raises:
            TooFew: there is no other, and it is no text that may be any other (a reason).
        """
        given = step["person gives"] if self._world else {}
        labels = distinct_labels(list(given))
        found: dict[str, JSON] = {}
        for path in (path for path in given if path in known):
            options = self._options(step["tool"], path, labels[path], wish, given[path])
            others = [one.value for one in options if one.value != known[path]]
            names = labels[path].rpartition(" ")[2] in ATTRIBUTES
            if options and not others and names:
                raise TooFew(f"There is no other {labels[path]} than {known[path]!r}.")
            if others:
                found[path] = self._rng.choice(others)
        return found

    def _options(
        self, tool: str, path: str, words: str, wish: str, schema: dict[str, Any]
    ) -> list[Existing]:
        effect = named_effect(tool)
        known = self._world.get("known") if isinstance(self._world, dict) else None
        said = named(known, tool, path, schema)
        if said is not None:
            return said
        if is_of_what_is_made(path, effect) or is_new(words, wish):
            return []
        if words == "name" and effect.reads and effect.noun:
            words = f"{effect.noun} name"  # what is looked for by its name is there
        rest = {k: v for k, v in self._world.items() if k != "known"}
        return existing(rest, words, effect.noun, schema)

    def _pick(
        self, options: list[Existing], tool: str, path: str, words: str, holder: int
    ) -> Existing:
        there = [one for one in options if one.value not in self._gone] or options
        taken = self._taken.get((tool, path), [])
        there = [one for one in there if one.value not in taken] or there
        same = [one for one in there if holder and one.holder == holder]
        if not taken:
            same = same or [one for one in there if one.value == self._chosen.get(words)]
        return self._rng.choice(same or there)

    def _recorded(self, tool: str, given: dict[str, Any]) -> list[dict[str, JSON]]:
        """Return what was recorded of the tool's calls, where that is all that the person gives."""
        rows = recorded(self._world, tool)
        return [
            {path: row[path] for path in given}
            for row in rows
            if row.keys() == given.keys()
            and not any(problem(given[path], row[path]) for path in given)
        ]
