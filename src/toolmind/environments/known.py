"""What is known of the things of a dialogue's world: its records, and what calls did to them.

By rule, as far as rules can tell: a thing is an object with an id of its own. After a call that may
write, what was known of the things that it touches, and of those beside them, is known no longer,
but for what the call itself and its answer say. So what is held against an answer is certain.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

from toolmind.environments.nested import lists, merged, scalars
from toolmind.records import JSON, Scenario
from toolmind.text.identifiers import label
from toolmind.text.nouns import item_of, singular
from toolmind.tools.effects import ToolEffect

_DISTINCT = 6
"""Characters from which on an id with a digit in it is taken for one thing's alone (ours)."""

_WRAPPERS = frozenset("data result results item items value values response output list".split())
"""Names of fields that say nothing of the sort of what is in them."""


class Thing(NamedTuple):
    """An object that has an id, where it was met."""

    key: str
    sort: str
    node: dict[str, Any]


class Known:
    """The things of one dialogue, by key: a sort and an id, or the id alone where it suffices."""

    def __init__(self, scenario: Scenario) -> None:
        records = scenario.initial_state.get("records")
        self.records: dict[str, Any] = copy.deepcopy(records) if isinstance(records, dict) else {}
        """The world's records, by sort, as calls have changed them."""
        self.fields: dict[str, dict[str, JSON]] = {}
        """The scalar values of each thing, by their names in words; those of objects that are parts
        of it, too (``address city``)."""
        self.entries: dict[str, dict[str, list[JSON]]] = {}
        """The whole lists that are parts of a thing, by their names: those of records and writes;
        what was read may be a page of them."""
        self.deleted: set[str] = set()
        self.values: set[str] = set()
        """All that was named or seen, as texts: what exists."""
        self._sorts: dict[str, str] = {}
        self._name(self.records)
        for step in scenario.steps:
            self._name(step.known)
            self._name(step.first_told)
        for sort, found in self.records.items():
            for thing in things(found, singular(label(sort))):
                self._learn(thing)
                self._learn_lists(thing.key, thing.node)

    def learn(self, effect: ToolEffect, arguments: dict[str, Any], result: JSON) -> None:
        """Take in a call that succeeded."""
        self._name(result)
        if effect.may_write:
            self._forget(set(texts(arguments)) | set(texts(result)))
        if effect.verb == "delete":
            self._delete(effect, arguments)
            return
        found = list(things(result, effect.noun))
        for thing in found:
            self._learn(thing)
        if effect.writes and (own := subject(effect, arguments, result)):
            said = {n: v for n, v in arguments.items() if label(n) != f"{own.sort} id"}
            told = {place.words: place.value for place in scalars(said)}
            self.fields[own.key] = {**told, **self.fields.get(own.key, {})}
            self._record(own, effect, {n: v for n, v in said.items() if v is not None})
            self._learn_lists(own.key, {**said, **own.node})

    def gone(self, key: str) -> bool:
        """Tell whether a thing was deleted."""
        return key in self.deleted

    def tells_of(self, named: set[str]) -> bool:
        """Tell whether anything is known of what is named, beside that it is there."""
        return any(
            len(fields) > 1 and (id_of(key) in named or not named.isdisjoint(texts(fields)))
            for key, fields in self.fields.items()
        )

    def _name(self, value: JSON) -> None:
        self.values.update(texts(value))

    def _learn(self, thing: Thing) -> None:
        self.deleted.discard(thing.key)
        fields = {place.words: place.value for place in scalars(thing.node)}
        self.fields[thing.key] = {**self.fields.get(thing.key, {}), **fields}
        self._sorts.setdefault(thing.key, thing.sort)

    def _learn_lists(self, key: str, node: dict[str, Any]) -> None:
        found = {place.words: copy.deepcopy(place.value) for place in lists(node)}
        self.entries[key] = {**self.entries.get(key, {}), **found}

    def _forget(self, named: set[str]) -> None:
        """Forget the fields of the things that a write may have changed: those named, and beside.

        Beside a thing are those that it names, and those that name it.
        """
        touched = {k for k in self.fields if id_of(k) in named}
        ids = {id_of(key) for key in touched}
        for key in touched:
            ids.update(map(str, self.fields[key].values()))
        for key, fields in self.fields.items():
            if id_of(key) in ids or not ids.isdisjoint(map(str, fields.values())):
                fields.clear()
        for key, held in self.entries.items():
            if id_of(key) in ids | named:
                held.clear()
            for words in [
                words for words, found in held.items() if not named.isdisjoint(texts(found))
            ]:
                del held[words]

    def _delete(self, effect: ToolEffect, arguments: dict[str, Any]) -> None:
        if own := subject(effect, arguments, {}):
            self.deleted.add(own.key)
            self.fields.pop(own.key, None)
            self.entries.pop(own.key, None)
            for found in self._lists(own.sort):
                found[:] = [each for each in found if key_in(each, own.sort) != own.key]

    def _record(self, own: Thing, effect: ToolEffect, told: dict[str, Any]) -> None:
        """Let a write show in the world's records."""
        for found in self._lists(own.sort):
            for each in found:
                if key_in(each, own.sort) == own.key:
                    each.update(merged(merged(each, told), own.node))
                    return
            if effect.verb == "create":
                found.append(merged(told, own.node))
                return
        if effect.verb == "create" and own.sort:
            self.records[own.sort.replace(" ", "_")] = [merged(told, own.node)]

    def _lists(self, sort: str) -> Iterator[list[Any]]:
        """Yield the records of a sort."""
        for name, found in self.records.items():
            if isinstance(found, list) and same_sort(singular(label(name)), sort):
                yield found


def things(value: JSON, sort: str) -> Iterator[Thing]:
    """Yield every object with an id, at any depth; `sort` is what the value itself is."""
    if isinstance(value, list):
        for item in value:
            yield from things(item, sort)
    elif isinstance(value, dict):
        if key := key_in(value, sort):
            yield Thing(key, sort, value)
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                words = label(name)
                of = item_of(words) if isinstance(inner, list) else singular(words)
                yield from things(inner, sort if words in _WRAPPERS else of)


def subject(effect: ToolEffect, arguments: dict[str, Any], result: JSON) -> Thing | None:
    """Return the thing that a write is about: the one with the tool's noun's id, if it is plain.

    Of what is created that is told by the result, of all else by the arguments.
    """
    node = _own_object(result, effect.noun)
    key = key_in(node if effect.verb == "create" else arguments, effect.noun)
    return Thing(key, effect.noun, node) if key else None


def _own_object(result: JSON, noun: str) -> dict[str, Any]:
    """Return the object of a result that stands for what the tool is about: itself, or in it."""
    if not isinstance(result, dict):
        return {}
    for name, inner in result.items():
        if isinstance(inner, dict) and (same_sort(singular(label(name)), noun) or len(result) == 1):
            return inner
    return result


def key_in(node: JSON, sort: str) -> str:
    """Return the key of the thing that an object is, or nothing where it has no id of its own."""
    if not isinstance(node, dict):
        return ""
    last = sort.rpartition(" ")[2]
    own = ("id", f"{sort} id", f"{last} id", "uuid")
    for name, value in node.items():
        if label(name) in own and isinstance(value, str | int) and not isinstance(value, bool):
            text = str(value)
            return text if _tells(text) else f"{last}|{text}"
    return ""


def _tells(text: str) -> bool:
    return len(text) >= _DISTINCT and any(map(str.isdigit, text)) and not text.isdigit()


def id_of(key: str) -> str:
    """Return the id of a thing, as a text."""
    return key.rpartition("|")[2]


def same_sort(left: str, right: str) -> bool:
    """Tell whether two nouns may mean the same sort of thing: ``order`` and ``sales order``."""
    return bool(left and right) and left.rpartition(" ")[2] == right.rpartition(" ")[2]


def texts(value: JSON) -> list[str]:
    """Return the texts and numbers in a value, at any depth, as texts."""
    found: list[str] = []
    _collect(value, found)
    return found


def _collect(value: JSON, found: list[str]) -> None:
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _collect(inner, found)
    elif isinstance(value, list | tuple):
        for inner in value:
            _collect(inner, found)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found.append(str(value))
