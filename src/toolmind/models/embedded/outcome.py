"""What came of a wish, in a sentence: the values of a result that tell most."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from toolmind.facts import distinct_labels
from toolmind.models.embedded.language import join_and, say_fact, say_value
from toolmind.schema import join, label
from toolmind.types import JSON

_OUTCOMES = (
    "Done: {}.",
    "That worked: {}.",
    "Here is what came back: {}.",
    "All set: {}.",
    "I have the result: {}.",
)
_NOTHING_TOLD = (
    "That is done; there is nothing further in the result.",
    "Done. The result says nothing more.",
    "That went through, with nothing more to report.",
)
_GOES_WITHOUT_SAYING = (("success", True), ("ok", True), ("status", "success"))
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_TOLD = 3
"""Values of a result, and of the first thing in a list, that are told (ours)."""

_LONGEST = 120
"""Characters of a value that is told (ours)."""


def say_outcome(goal: str, result: JSON) -> str:
    """Return what came of a task: what lies least deep in its result, and the first of a list."""
    shown = {"results": result} if isinstance(result, list) else result
    clauses = _clauses(shown) if isinstance(shown, dict) else []
    rng = Random(f"{goal}|{clauses}")
    return rng.choice(_OUTCOMES).format(join_and(clauses)) if clauses else rng.choice(_NOTHING_TOLD)


def _clauses(result: dict[str, Any]) -> list[str]:
    clauses = [_fact(words, value) for words, value in _told(result).items()]
    for name, value in result.items():
        if len(clauses) < _TOLD and _is_things(value) and (said := _listed(label(name), value)):
            return [*clauses, said]
    return clauses


def _listed(name: str, things: list[dict[str, Any]]) -> str:
    """Return a clause about things in a list: how many there are, and what the first one is."""
    facts = [f"{words} {say_value(value)}" for words, value in _told(things[0]).items()]
    if not facts:
        return ""
    if len(things) == 1:
        return f"there is one entry in {name}, with {join_and(facts)}"
    count = _COUNTS[len(things) - 2] if len(things) - 2 < len(_COUNTS) else "many"
    named = f"{count} {name}" if name.endswith("s") else f"{count} entries in {name}"
    return f"there are {named}, the first with {join_and(facts)}"


def _told(thing: dict[str, Any]) -> dict[str, JSON]:
    """Return the values to tell of a thing, by the fewest words that tell them apart."""
    short = ((path, value) for path, value in _plain(thing) if len(str(value)) <= _LONGEST)
    found = dict(islice(short, 2 * _TOLD))
    labels = distinct_labels(list(found))
    said = ((labels[path], value) for path, value in found.items())
    worth = (fact for fact in said if fact[0] and fact not in _GOES_WITHOUT_SAYING)
    return dict(islice(worth, _TOLD))


def _plain(thing: dict[str, Any]) -> Iterator[tuple[str, JSON]]:
    """Yield scalars and lists of scalars by their paths, what lies least deep first."""
    level = [("", thing)]
    while level:
        below: list[tuple[str, dict[str, Any]]] = []
        for path, node in level:
            for name, value in node.items():
                here = join(path, name)
                if isinstance(value, dict):
                    below.append((here, value))
                elif value is not None and not _holds_more(value):
                    yield here, value
        level = below


def _holds_more(value: JSON) -> bool:
    """Say whether a value is a list that is empty, or of more than plain values."""
    return isinstance(value, list) and (
        not value or any(isinstance(each, dict | list) for each in value)
    )


def _is_things(value: JSON) -> bool:
    """Say whether a value is a list of objects."""
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _fact(words: str, value: JSON) -> str:
    if isinstance(value, bool):
        return f"{words.removeprefix('is ')} is {say_value(value)}"
    return say_fact(words, value)
