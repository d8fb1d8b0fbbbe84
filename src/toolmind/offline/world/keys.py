"""By what things are known: the ids, names, ARNs and full names of objects and of calls."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from toolmind.offline.values.field import thing_of
from toolmind.records import JSON
from toolmind.text.identifiers import label
from toolmind.text.nouns import item_of, singular
from toolmind.tools.effects import ToolEffect
from toolmind.tools.verbs import without_about

_BARE = ("id", "uid", "uuid", "guid", "identifier", "arn", "key", "sid", "slug")
_FULL = ("arn", "key")
_ID_END = re.compile(
    r"^(?:(.+) )?(?:ids?|identifier|uid|uuid|guid|arn|number|reference|code|key|sid)$"
)
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


def own_key(node: dict[str, Any], entity: str) -> str:
    """Return the key of the thing that an object describes, or nothing if it carries no id.

    An id says more than a name that is long for being full: an ARN or a key.
    """
    named = full = ""
    for name, value in node.items():
        role = id_role(name)
        if role is None or not isinstance(value, str | int) or isinstance(value, bool):
            continue
        if role.words in _FULL:
            full = full or key_of(value, entity)
        elif role.bare:
            return key_of(value, entity)
        elif (role.entity and is_called(entity, role.entity)) or (
            role.resource and isinstance(value, str) and "/" in value
        ):
            named = named or key_of(value, entity)
    return named or full


def is_called(noun: str, words: str) -> bool:
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
def id_role(name: str) -> _IdRole | None:
    """Return what a field of that name has to do with ids, if anything."""
    words = label(name)
    bare, resource = words in _BARE, words in ("name", "resource name")
    match = _ID_END.match(words)
    return _IdRole(words, bare, match and match[1], resource) if bare or resource or match else None


def key_of(value: JSON, entity: str) -> str:
    """Return the key of a thing: its id, with the kind of thing where the id says too little."""
    text = str(value)
    distinct = len(text) >= _DISTINCT and not text.isdigit()
    return text if distinct else f"{entity.rpartition(' ')[2]}:{text}"


def subject_of(
    arguments: dict[str, JSON], effect: ToolEffect, known: Container[str] = ()
) -> Subject | None:
    """Return the thing that a call is about: the one that its arguments name by id, if any.

    Else by its name. Of an update, a bare `name` may be a new one: it counts where it is `known`.
    """
    bare: Subject | None = None
    named: list[Subject] = []
    for name, value in arguments.items():
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            continue
        role = id_role(name)
        if role is None:
            continue
        if role.bare or (role.resource and "/" in str(value)):
            bare = bare or Subject(key_of(value, effect.noun), value, role.words, effect.noun)
        elif role.entity:
            entity = singular(without_about(role.entity)).split(" ")[-1]
            named.append(Subject(key_of(value, entity), value, role.words, entity))
    if effect.verb == "create":
        return None
    # Beside the ``flow_id`` of a flow, a bare ``id`` is that of something else.
    squeezed = effect.noun.replace(" ", "")  # of a ``keypair`` the ``key pair id`` is its own
    fitting = [
        each
        for each in named
        if each.entity == effect.noun.rpartition(" ")[2] or _squeezed_thing(each.words) == squeezed
    ]
    fitting += [bare] if bare else _of_noun(named, effect)
    if fitting:
        return fitting[0]
    by_name = None if effect.verb == "list" else named_subject(arguments, effect)
    meant = by_name and (effect.verb != "update" or by_name.words != "name" or by_name.key in known)
    return named[0] if len(named) == 1 and not meant else by_name


def _of_noun(named: list[Subject], effect: ToolEffect) -> list[Subject]:
    """Return what a noun of several words may mean by the ids named, the likeliest first.

    Of a ``calendar acl``, the calendar is what holds it: a ``rule id`` beside it is its own.
    """
    words = effect.noun.split()
    holders = [each for each in named if each.entity in words]
    others = [each for each in named if each.entity not in words]
    if holders and len(others) == 1 and effect.verb != "list":
        return [others[0]._replace(entity=effect.noun)]
    return holders


def holds_only(subject: Subject, effect: ToolEffect) -> bool:
    """Tell whether a thing only holds what is meant: the fleet, where its locations go."""
    words = effect.noun.split()
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


def made_key(result: dict[str, Any], effect: ToolEffect, arguments: dict[str, JSON]) -> str:
    """Return the key of what a call made: its own, that of the one id that is new, or by name."""
    inner = [value for value in result.values() if isinstance(value, dict)]
    if key := next(filter(None, (own_key(node, effect.noun) for node in (result, *inner))), ""):
        return key
    given = {str(value) for value in arguments.values()}
    new = [
        key_of(value, (role.entity or "").rpartition(" ")[2])
        for name, value in result.items()
        if (role := id_role(name)) and role.entity and role.words.endswith(" id")
        if isinstance(value, str) and value not in given
    ]
    if len(new) == 1:
        return new[0]
    return next(filter(None, (key_of_named(node, effect.noun) for node in (result, *inner))), "")


def named_subject(arguments: dict[str, JSON], effect: ToolEffect) -> Subject | None:
    """Return the thing of the tool's own kind that the arguments name, if any: ``KeyName``."""
    for name, value in arguments.items():
        thing, _, last = label(name).rpartition(" ")
        fits = last == "name" and (not thing or same_thing(singular(thing), effect.noun))
        if fits and effect.noun and isinstance(value, str) and value:
            kind = effect.noun.rpartition(" ")[2]
            return Subject(_named_key(kind, value), value, label(name), effect.noun)
    return None


def key_of_named(node: dict[str, Any], entity: str) -> str:
    """Return the key of a thing that has no id but a name, or nothing."""
    name = node.get("name") or node.get("Name")
    return _named_key(entity.rpartition(" ")[2], name) if entity and isinstance(name, str) else ""


def _squeezed_thing(words: str) -> str:
    """Return the thing that an id's words name, as one word."""
    match = _ID_END.match(words)
    return (match[1] or "").replace(" ", "") if match else ""


def other_keys(key: str, fields: dict[str, JSON], kind: str) -> Iterator[str]:
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
_FULL_NAME = re.compile(r"arn:|(?:[\w-]+/[\w.-]+/)*[\w-]+/[\w.-]+$")


def _named_key(kind: str, name: str) -> str:
    return f"{kind} named {name}"


def same_thing(left: str, right: str) -> bool:
    """Tell whether two names may mean the same thing: ``alarm mute rule`` and ``mute rule``.

    A ``parent folder`` is another than the folder.
    """
    if left == right:
        return True
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    more = longer.removesuffix(f" {shorter}")
    return more != longer and _OTHERS.isdisjoint(more.split())
