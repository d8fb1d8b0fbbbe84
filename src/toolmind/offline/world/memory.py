"""What a world remembers of its things: each known by an id, with the fields last seen of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from toolmind.offline.values.field import WRAPPERS, thing_of
from toolmind.offline.world.keys import (
    Subject,
    id_role,
    is_called,
    key_of,
    key_of_named,
    other_keys,
    own_key,
)
from toolmind.records import JSON
from toolmind.text.identifiers import label
from toolmind.text.nouns import item_of, singular
from toolmind.tools.effects import ToolEffect

_OF_ANSWERS = frozenset(("kind", "etag", "ETag", "Etag", "status_code"))
"""Fields that tell of an answer rather than of the thing."""

_OF_A_THING = WRAPPERS | {"property", "description", "summary"}
"""Last words of the names of what holds a thing: ``job properties``."""


class Memory:
    """Fields by thing. A thing is known by its id alone where that is long enough to be unique."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, JSON]] = {}
        self._deleted: set[str] = set()
        self._also: dict[str, str] = {}
        """The keys of things by their other keys: one may be known by id, by name and by ARN."""

    def __contains__(self, key: object) -> bool:
        """Tell whether a thing of that key is known."""
        return isinstance(key, str) and self.key(key) in self.fields

    def key(self, key: str) -> str:
        """Return the one key of a thing that may have several.

        A full name that was not heard before says what it is the name of: ``…:function/harbor``.
        """
        if "/" in key and key not in self._also and key not in self.fields:
            full = key.partition(" named ")[2] or key
            others = other_keys(full, {}, singular(label(re.split("[/:]", full)[-2])))
            return next((self._also.get(o, o) for o in others if o in self.fields), key)
        return self._also.get(key, key)

    @property
    def deleted(self) -> list[str]:
        """The keys of what was deleted, sorted."""
        return sorted(self._deleted)

    def delete(self, key: str) -> None:
        """Take in that a thing is gone."""
        self._deleted.add(self.key(key))

    def gone(self, key: str) -> bool:
        """Tell whether a thing was deleted, by whichever of its keys."""
        return bool(self._deleted) and self.key(key) in self._deleted

    def learn(self, key: str, fields: dict[str, JSON], kind: str = "") -> None:
        """Take in what was said of a thing of that kind: fields by their name in words."""
        key = self.key(key)
        known = self.fields.setdefault(key, {})
        for words, value in fields.items():
            known[words] = _joined(known.get(words), value)
        for other in other_keys(key, fields, kind):
            if other not in self.fields:
                self._also.setdefault(other, key)

    def observe(self, result: JSON, effect: ToolEffect, subject: Subject | None) -> None:
        """Take in every thing of a result."""
        for node, key, kind in things(result, effect, subject):
            self.learn(key, told_of(node, effect) if node is result else fields_of(node), kind)
            for name, items in node.items() if kind else ():
                if isinstance(items, list):
                    self._learn_holder(items, label(name), node, kind)
        for node, key, name in _named_beside(result):
            if label(name) not in self.fields.get(self.key(key), ()):
                self.learn(key, {label(name): node[name]})

    def _learn_holder(self, items: list[Any], words: str, node: dict[str, Any], kind: str) -> None:
        """Take in of the things in a list which thing holds them: a message, its ``thread id``."""
        held_by = next((node[name] for name in ("id", "Id", "ID") if name in node), None)
        for item in items if held_by is not None else ():
            own = own_key(item, thing_of(item_of(words))) if isinstance(item, dict) else ""
            if own:
                field = f"{kind.rpartition(' ')[2]} id"
                if field not in self.fields.get(self.key(own), ()):
                    self.learn(own, {field: held_by})

    def recall(
        self, result: JSON, effect: ToolEffect, subject: Subject | None, told: Collection[str] = ()
    ) -> None:
        """Give the things of a result the fields that they are known to have, in place.

        What the call itself tells (fields in words) is newer than what is known.
        """
        asked = subject.value if subject else None
        for node, key, _ in things(result, effect, subject) if self.fields else ():
            known = self.fields.get(self.key(key))
            if not known:
                continue
            for name, value in node.items():
                words = label(name)
                if words in known and words not in told and (value != asked or asked is None):
                    free = isinstance(value, dict) and _FREE.search(words)
                    same = free and same_kind(value, known[words])
                    node[name] = (
                        copy.deepcopy(known[words]) if same else _recalled(value, known[words])
                    )
        for node, key, name in _named_beside(result) if self.fields else ():
            known = self.fields.get(self.key(key), {})
            if label(name) in known and label(name) not in told:
                node[name] = _recalled(node[name], known[label(name)])


def _named_beside(node: JSON) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield the objects that name a thing beside its id, its key and the field of its name.

    A ``profile id`` and a ``profile name`` are of one profile, whatever they stand in.
    """
    if isinstance(node, list):
        for item in node:
            yield from _named_beside(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if isinstance(value, dict | list):
                yield from _named_beside(value)
            elif (thing := _thing_named(name)) and isinstance(value, str):
                for other, key in node.items():
                    role = id_role(other)
                    if (
                        role
                        and role.entity == thing
                        and isinstance(key, str)
                        and "id" in role.words
                    ):
                        yield node, key_of(key, thing.rpartition(" ")[2]), name


@lru_cache(maxsize=8192)
def _thing_named(name: str) -> str:
    """Return the thing that a field is the name of, if it is one: ``profile name``."""
    thing, _, last = label(name).rpartition(" ")
    return thing if last == "name" else ""


def things(
    result: JSON, effect: ToolEffect, subject: Subject | None
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield every object of a result that stands for a thing, with its key and kind.

    The result as a whole stands for the call's subject, unless it lists things or has an id of its
    own as another kind of thing; so does what it wraps, if that is named after the subject, or is
    all there is, and carries no other id.
    """
    alone = isinstance(result, dict) and effect.verb != "list"
    if subject and alone and not _is_of_another(result, effect, subject):
        yield result, subject.key, subject.entity
        for name, value in result.items():
            if _is_itself(result, name, effect) and (
                subject.value in value.values() or not own_key(value, effect.noun)
            ):
                yield value, subject.key, subject.entity
    yield from _inside(result, effect.noun, subject, top=True)


def _inside(
    node: JSON, entity: str, subject: Subject | None, top: bool = False
) -> Iterator[tuple[dict[str, Any], str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from _inside(item, entity, subject)
    elif isinstance(node, dict):
        key = own_key(node, entity) or (not top and key_of_named(node, entity)) or ""
        if key and not (top and subject and key == subject.key):
            yield node, key, entity
        for name, value in node.items():
            if isinstance(value, dict):
                yield from _inside(value, _kind_of(value, singular(label(name)), entity), subject)
            elif isinstance(value, list):
                yield from _inside(value, thing_of(item_of(label(name))) or entity, subject)


def _kind_of(node: dict[str, Any], words: str, holder: str) -> str:
    """Return the kind of thing that an object of that name is, or what holds it.

    ``job properties`` are a job's; ``developer metadata`` with a ``metadata id`` are a thing.
    """
    kind = thing_of(words) or holder
    return words if not own_key(node, kind) and own_key(node, words) else kind


def _is_of_another(result: dict[str, Any], effect: ToolEffect, subject: Subject) -> bool:
    """Tell whether a result is of another thing than the one named: a post, found by its blog."""
    kinds = effect.noun.split()
    if not kinds or subject.entity.rpartition(" ")[2] in kinds:
        return False
    return own_key(result, effect.noun) not in ("", subject.key)


def _is_itself(result: dict[str, Any], name: str, effect: ToolEffect) -> bool:
    """Tell whether a field of a result holds the very thing that the call is about."""
    if not isinstance(result[name], dict):
        return False
    words = singular(label(name))
    says_all = len(result) == 1 and words.rpartition(" ")[2] in _OF_A_THING
    return says_all or is_called(effect.noun, words)


def told_of(result: dict[str, Any], effect: ToolEffect) -> dict[str, JSON]:
    """Return what a result tells of its thing, by names in words: what wraps it does not count."""
    told = fields_of(result)
    for name in result:
        if _is_itself(result, name, effect):
            told.pop(label(name), None)
            told |= fields_of(result[name])
    return told


_FREE = re.compile(r"\b(tag|label|metadata|meta data|attribute|annotation)s?$")
"""Objects whose fields are all the thing's own: what is known of one is all of it."""


def fields_of(node: dict[str, Any]) -> dict[str, JSON]:
    """Return an object's fields by their names in words."""
    return {
        label(name): value
        for name, value in node.items()
        if value is not None and name not in _OF_ANSWERS
    }


def _joined(known: JSON, told: JSON) -> JSON:
    """Return what is known once something is told: of an object, what is not told stays."""
    if isinstance(known, dict) and isinstance(told, dict):
        return {**known, **{name: _joined(known.get(name), each) for name, each in told.items()}}
    return told


def _recalled(value: JSON, known: JSON) -> JSON:
    """Return a value as it is known, in its own shape: another tool may tell less of a thing."""
    if not same_kind(value, known):
        return value
    if isinstance(value, dict):
        return {
            name: _recalled(each, known[name]) if name in known else each
            for name, each in value.items()
        }
    if isinstance(value, list):
        if not any(isinstance(each, dict) for each in value):
            return copy.deepcopy(known)
        return [_recalled(*pair) for pair in zip(value, known, strict=False)]
    return known


def same_kind(left: JSON, right: JSON) -> bool:
    """Tell whether one value can stand where the other stands, by type: a number is a number."""
    return type(left) is type(right) or {type(left), type(right)} == {int, float}
