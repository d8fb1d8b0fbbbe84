"""What a world remembers of its things: each known by an id, with the fields last seen of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Container, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from toolmind.schema import label
from toolmind.schema.nouns import item_of, singular
from toolmind.types import JSON
from toolmind.values.field import WRAPPERS, thing_of
from toolmind.world.verbs import Deed, without_about

_BARE = ("id", "uid", "uuid", "guid", "identifier", "arn", "key", "sid", "slug")
_FULL = ("arn", "key")
_ID_END = re.compile(
    r"^(?:(.+) )?(?:ids?|identifier|uid|uuid|guid|arn|number|reference|code|key|sid)$"
)
_OF_ANSWERS = frozenset(("kind", "etag", "ETag", "Etag", "status_code"))
"""Fields that tell of an answer rather than of the thing."""

_OF_A_THING = WRAPPERS | {"property", "description", "summary"}
"""Last words of the names of what holds a thing: ``job properties``."""

_OTHERS = frozenset(
    "parent source target root origin original previous new old child sub related linked "
    "destination base default next last".split()
)
"""Words that tell a thing from another of its kind."""

_DISTINCT = 6
"""Characters from which an id stands for one thing, whatever it is called (ours)."""


class Subject(NamedTuple):
    """The thing that a call is about: its id, and the argument and kind of thing it came as."""

    key: str
    value: JSON
    words: str
    entity: str


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
            others = _other_keys(full, {}, singular(label(re.split("[/:]", full)[-2])))
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
        for other in _other_keys(key, fields, kind):
            if other not in self.fields:
                self._also.setdefault(other, key)

    def observe(self, result: JSON, deed: Deed, subject: Subject | None) -> None:
        """Take in every thing of a result."""
        for node, key, kind in things(result, deed, subject):
            self.learn(key, told_of(node, deed) if node is result else fields_of(node), kind)
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
        self, result: JSON, deed: Deed, subject: Subject | None, told: Collection[str] = ()
    ) -> None:
        """Give the things of a result the fields that they are known to have, in place.

        What the call itself tells (fields in words) is newer than what is known.
        """
        asked = subject.value if subject else None
        for node, key, _ in things(result, deed, subject) if self.fields else ():
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
                    role = _id_role(other)
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
    result: JSON, deed: Deed, subject: Subject | None
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield every object of a result that stands for a thing, with its key and kind.

    The result as a whole stands for the call's subject, unless it lists things; so does what it
    wraps, if that is named after the subject, or is all there is, and carries no other id.
    """
    if isinstance(result, dict) and deed.verb != "list" and subject:
        yield result, subject.key, subject.entity
        for name, value in result.items():
            if _is_itself(result, name, deed) and (
                subject.value in value.values() or not own_key(value, deed.noun)
            ):
                yield value, subject.key, subject.entity
    yield from _inside(result, deed.noun, subject, top=True)


def _inside(
    node: JSON, entity: str, subject: Subject | None, top: bool = False
) -> Iterator[tuple[dict[str, Any], str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from _inside(item, entity, subject)
    elif isinstance(node, dict):
        key = own_key(node, entity) or (not top and _key_of_named(node, entity)) or ""
        if key and not (top and subject and key == subject.key):
            yield node, key, entity
        for name, value in node.items():
            if isinstance(value, dict):
                yield from _inside(value, thing_of(singular(label(name))) or entity, subject)
            elif isinstance(value, list):
                yield from _inside(value, thing_of(item_of(label(name))) or entity, subject)


def _is_itself(result: dict[str, Any], name: str, deed: Deed) -> bool:
    """Tell whether a field of a result holds the very thing that the call is about."""
    if not isinstance(result[name], dict):
        return False
    words = singular(label(name))
    says_all = len(result) == 1 and words.rpartition(" ")[2] in _OF_A_THING
    return says_all or _is_called(deed.noun, words)


def told_of(result: dict[str, Any], deed: Deed) -> dict[str, JSON]:
    """Return what a result tells of its thing, by names in words: what wraps it does not count."""
    told = fields_of(result)
    for name in result:
        if _is_itself(result, name, deed):
            told.pop(label(name), None)
            told |= fields_of(result[name])
    return told


def own_key(node: dict[str, Any], entity: str) -> str:
    """Return the key of the thing that an object describes, or nothing if it carries no id.

    An id says more than a name that is long for being full: an ARN or a key.
    """
    named = full = ""
    for name, value in node.items():
        role = _id_role(name)
        if role is None or not isinstance(value, str | int) or isinstance(value, bool):
            continue
        if role.words in _FULL:
            full = full or key_of(value, entity)
        elif role.bare:
            return key_of(value, entity)
        elif (role.entity and _is_called(entity, role.entity)) or (
            role.resource and isinstance(value, str) and "/" in value
        ):
            named = named or key_of(value, entity)
    return named or full


def _is_called(noun: str, words: str) -> bool:
    """Tell whether words mean the very thing: a ``deletion job`` is a job, and a data deletion job.

    Of a noun of one word that would be too bold: the ``replacement order`` of an order is another.
    """
    if not noun or not words:
        return False
    longer = " " in noun and words.endswith(f" {noun}")
    return words == noun or words == noun.rpartition(" ")[2] or longer


class _IdRole(NamedTuple):
    """What a field has to do with ids: it is one, that of an `entity`, or a resource's name."""

    words: str
    bare: bool
    entity: str | None
    resource: bool


@lru_cache(maxsize=16384)
def _id_role(name: str) -> _IdRole | None:
    """Return what a field of that name has to do with ids, if anything."""
    words = label(name)
    bare, resource = words in _BARE, words in ("name", "resource name")
    match = _ID_END.match(words)
    return _IdRole(words, bare, match and match[1], resource) if bare or resource or match else None


def key_of(value: JSON, entity: str) -> str:
    """Return the key of a thing: its id, with the kind of thing where the id says too little."""
    text = str(value)
    return text if len(text) >= _DISTINCT and not text.isdigit() else f"{entity}:{text}"


def subject_of(
    arguments: dict[str, JSON], deed: Deed, known: Container[str] = ()
) -> Subject | None:
    """Return the thing that a call is about: the one that its arguments name by id, if any.

    Else by its name. Of an update, a bare `name` may be a new one: it counts where it is `known`.
    """
    bare: Subject | None = None
    named: list[Subject] = []
    for name, value in arguments.items():
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            continue
        role = _id_role(name)
        if role is None:
            continue
        if role.bare or (role.resource and "/" in str(value)):
            bare = bare or Subject(key_of(value, deed.noun), value, role.words, deed.noun)
        elif role.entity:
            entity = singular(without_about(role.entity)).split(" ")[-1]
            named.append(Subject(key_of(value, entity), value, role.words, entity))
    if deed.verb == "create":
        return None
    # Beside the ``flow_id`` of a flow, a bare ``id`` is that of something else.
    squeezed = deed.noun.replace(" ", "")  # of a ``keypair`` the ``key pair id`` is its own
    fitting = [
        each
        for each in named
        if each.entity == deed.noun.rpartition(" ")[2] or _squeezed_thing(each.words) == squeezed
    ]
    fitting += [bare] if bare else _of_noun(named, deed)
    if fitting:
        return fitting[0]
    by_name = None if deed.verb == "list" else named_subject(arguments, deed)
    meant = by_name and (deed.verb != "update" or by_name.words != "name" or by_name.key in known)
    return named[0] if len(named) == 1 and not meant else by_name


def _of_noun(named: list[Subject], deed: Deed) -> list[Subject]:
    """Return what a noun of several words may mean by the ids named, the likeliest first.

    Of a ``calendar acl``, the calendar is what holds it: a ``rule id`` beside it is its own.
    """
    words = deed.noun.split()
    holders = [each for each in named if each.entity in words]
    others = [each for each in named if each.entity not in words]
    if holders and len(others) == 1 and deed.verb != "list":
        return [others[0]._replace(entity=deed.noun)]
    return holders


def holds_only(subject: Subject, deed: Deed) -> bool:
    """Tell whether a thing only holds what is meant: the fleet, where its locations go."""
    words = deed.noun.split()
    return subject.entity in words[:-1]


def once_each(result: JSON, noun: str) -> None:
    """Leave out of the lists of a result, in place, what is there a second time.

    That is what has the same id of its own, or is the same in all.
    """
    for name, value in result.items() if isinstance(result, dict) else ():
        if isinstance(value, dict):
            once_each(value, thing_of(singular(label(name))) or noun)
        if not isinstance(value, list) or not value or not isinstance(value[0], dict):
            continue
        entity = thing_of(item_of(label(name))) or noun
        kept: list[Any] = []
        keys: set[str] = set()
        for item in value:
            once_each(item, entity)
            key = item_key(item, entity)
            if item not in kept and (not key or key not in keys):
                kept.append(item)
                keys.add(key)
        if len(kept) < len(value):
            value[:] = kept


def item_key(item: JSON, entity: str) -> str:
    """Return the key of what a list's item tells of, or nothing: of itself, or of what it wraps.

    A ``user match`` wraps a user where there is nothing else in it that has an id.
    """
    if not isinstance(item, dict):
        return ""
    if key := own_key(item, without_about(entity)):
        return key
    inner = [
        key
        for name, value in item.items()
        if isinstance(value, dict) and (key := own_key(value, singular(label(name))))
    ]
    return inner[0] if len(inner) == 1 else ""


def made_key(result: dict[str, Any], deed: Deed, arguments: dict[str, JSON]) -> str:
    """Return the key of what a call made: its own, else that of the one id that is new."""
    inner = [value for value in result.values() if isinstance(value, dict)]
    if key := next(filter(None, (own_key(node, deed.noun) for node in (result, *inner))), ""):
        return key
    given = {str(value) for value in arguments.values()}
    new = [
        key_of(value, (role.entity or "").rpartition(" ")[2])
        for name, value in result.items()
        if (role := _id_role(name)) and role.entity and role.words.endswith(" id")
        if isinstance(value, str) and value not in given
    ]
    return new[0] if len(new) == 1 else ""


def named_subject(arguments: dict[str, JSON], deed: Deed) -> Subject | None:
    """Return the thing of the tool's own kind that the arguments name, if any: ``KeyName``."""
    for name, value in arguments.items():
        thing, _, last = label(name).rpartition(" ")
        fits = last == "name" and (not thing or same_thing(singular(thing), deed.noun))
        if fits and deed.noun and isinstance(value, str) and value:
            kind = deed.noun.rpartition(" ")[2]
            return Subject(_named_key(kind, value), value, label(name), deed.noun)
    return None


def _key_of_named(node: dict[str, Any], entity: str) -> str:
    """Return the key of a thing that has no id but a name, or nothing."""
    name = node.get("name") or node.get("Name")
    return _named_key(entity.rpartition(" ")[2], name) if entity and isinstance(name, str) else ""


def _squeezed_thing(words: str) -> str:
    """Return the thing that an id's words name, as one word."""
    match = _ID_END.match(words)
    return (match[1] or "").replace(" ", "") if match else ""


def _other_keys(key: str, fields: dict[str, JSON], kind: str) -> Iterator[str]:
    """Yield the keys by which a thing may be called too: by its ids, its names, its ARN.

    The last part of a full name, an ARN or a resource's, is the name or the id itself.
    """
    last = kind.rpartition(" ")[2]
    values = [("id", key)] if "/" in key else []
    for field in _KEYS:
        for words in (field, f"{kind} {field}", f"{last} {field}"):
            if isinstance(value := fields.get(words), str) and value:
                values.append((field, value))
                break
    for field, value in values:
        full = _FULL_NAME.match(value)
        for part in (value, re.split("[/:]", value)[-1]) if full else (value,):
            if full or field != "name":  # things of other kinds may have the same name
                yield part if part.startswith("arn:") else key_of(part, last)
            if last:
                yield _named_key(last, part)


_KEYS = ("arn", "id", "name")
_FREE = re.compile(r"\b(tag|label|metadata|meta data|attribute|annotation)s?$")
"""Objects whose fields are all the thing's own: what is known of one is all of it."""

_FULL_NAME = re.compile(r"arn:|(?:[\w-]+/[\w.-]+/)*[\w-]+/[\w.-]+$")


def _named_key(kind: str, name: str) -> str:
    return f"{kind} named {name}"


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
    """Tell whether one value can stand where the other stands, by type."""
    return type(left) is type(right)


def same_thing(left: str, right: str) -> bool:
    """Tell whether two names may mean the same thing: ``alarm mute rule`` and ``mute rule``.

    A ``parent folder`` is another than the folder.
    """
    if left == right:
        return True
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    more = longer.removesuffix(f" {shorter}")
    return more != longer and _OTHERS.isdisjoint(more.split())
