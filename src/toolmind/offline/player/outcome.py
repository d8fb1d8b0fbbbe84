"""What came of a wish, in a sentence: the values of a result that tell most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from toolmind.offline.player.language import join_and, say_fact, say_value
from toolmind.records import JSON
from toolmind.schema import join
from toolmind.schema.slots import distinct_labels
from toolmind.text.identifiers import label
from toolmind.tools.effects import named_effect

_FOUND = (
    "Here is what I found: {}.",
    "I looked it up: {}.",
    "Here is what came back: {}.",
    "I have the result: {}.",
    "Here you go: {}.",
    "I found this: {}.",
    "According to the result, {}.",
    "The result says that {}.",
    "",
    "",
)
_DID = (
    "Done: {}.",
    "That worked: {}.",
    "All set: {}.",
    "That went through: {}.",
    "It is done, and {}.",
    "I have done that: {}.",
    "Taken care of: {}.",
    "That was successful: {}.",
    "",
    "",
)
"""How what came of a wish is told, of one that asks and of one that changes something."""

_NOTHING_TOLD = (
    "That is done; there is nothing further in the result.",
    "Done. The result says nothing more.",
    "That went through, with nothing more to report.",
    "This is done, and nothing else came back.",
    "It worked; there was nothing to tell beyond that.",
    "All done, nothing further to report.",
)
_GOES_WITHOUT_SAYING = (("success", True), ("ok", True), ("status", "success"))
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_PAST = re.compile(r"(?:last )?\w+ed ")
"""How a field's words begin that tell what was done to a thing: ``last updated at``."""

_TOLD = 3
"""Values of a result, and of the first thing in a list, that are told (ours)."""

_LONGEST = 120
"""Characters of a value that is told (ours)."""


def say_outcome(goal: str, result: JSON) -> str:
    """Return what came of a task: what lies least deep in its result, and the first of a list."""
    shown = {"results": result} if isinstance(result, list) else result
    clauses = _clauses(shown) if isinstance(shown, dict) else []
    rng = Random(f"{goal}|{clauses}")
    if not clauses:
        return rng.choice(_NOTHING_TOLD)
    said = join_and(clauses)
    verb = goal.partition(" ")[0].lower()
    way = rng.choice(_DID if named_effect(verb).writes else _FOUND)
    return way.format(said) if way else f"{said[:1].upper()}{said[1:]}."


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
    worth = (slot for slot in said if slot[0] and slot not in _GOES_WITHOUT_SAYING)
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
    if words.endswith((" at", " by", " on", " in")) and _PAST.match(words):
        return f"it was {words} {say_value(value)}"
    return say_fact(words, value)
