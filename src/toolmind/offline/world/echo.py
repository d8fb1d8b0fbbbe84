"""What an answer repeats of its call: each field has the value of the argument that speaks of it.

A field such as ``customerId`` means the same wherever it stands. ``id`` or ``name`` does not: it is
that of the thing it stands in. So is an argument ``id``, of the thing that the tool is about; an
argument ``game_name`` is the ``name`` of the game.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from toolmind.environments.echoed import WINDOW_EDGE
from toolmind.offline.values.field import WRAPPERS, thing_of
from toolmind.offline.values.properties import tells_fault
from toolmind.offline.world.keys import Subject, same_thing
from toolmind.offline.world.memory import same_kind
from toolmind.records import JSON
from toolmind.text.identifiers import label
from toolmind.text.nouns import item_of, singular
from toolmind.tools.effects import ToolEffect

_IDS = ("id", "identifier", "uid", "uuid", "guid")
"""Names of ids that may stand for one another, the commonest first."""

_OWN = frozenset(_IDS) | frozenset(
    "arn key code number name title label type kind status state description etag version url text"
    " content".split()
)
"""Fields that everything may have: they mean nothing without the thing that they belong to."""

_ONE_EACH = frozenset("id name title uid uuid key arn etag message".split())
"""Fields that tell the items of a list apart: a filter does not make them all equal."""

_BY_WHICH = frozenset((*_IDS, "arn", "name", "key"))
"""Fields by which several things are asked for at once: ``profile_ids``."""

_OTHERS_LIKE_IT = re.compile(r"\b(suggestion|similar|related|alternative|recommendation)\b")
"""What is like the thing that a call names: it is another, with a name of its own."""

_PAGING = re.compile(
    r"^(page|offset|start|cursor|sort|order|fields|format|view|filter|order by|sort by)$"
    r"|token$"
)


class Said:
    """The arguments of a call: by their words, and by the thing that they are the own of."""

    __slots__ = ("_makes", "_own", "by_words", "endings", "inside", "many")

    def __init__(self, arguments: JSON, effect: ToolEffect) -> None:
        self.by_words: dict[str, JSON] = {}
        self.inside: dict[tuple[str, str], JSON] = {}
        """The same by what they are in: two objects of a call may have a ``uri`` each."""
        self.endings: set[str] = set()
        """The last words of all arguments: a field that has none of them is not spoken of."""
        self.many: dict[str, list[JSON]] = {}
        """Values of the ids in lists of objects: what several things are asked for by."""
        self._own: dict[str, list[tuple[str, JSON]]] = {}
        self._makes = effect.verb == "create"
        self._hear(arguments, effect.noun, 0)

    def _hear(self, arguments: JSON, owner: str, depth: int) -> None:
        """Take in the arguments by their own names, those of nested objects too."""
        if not isinstance(arguments, dict) or depth > 3:
            return
        for name, value in arguments.items():
            words, thing, last, endings = _named(name)
            if isinstance(value, list) and value and isinstance(value[0], dict):
                if len(value) == 1:
                    self._hear(value[0], _inner(words, owner), depth + 1)
                self._hear_ids(value, item_of(words))
            if isinstance(value, dict):
                self._hear(value, _inner(words, owner), depth + 1)
                continue
            self.by_words[words] = self.inside[owner, words] = value
            self.endings.update(endings)
            # An ``entity id`` is no id of what is about to be made.
            vague = self._makes and not thing and words != last and last in _IDS
            if last in _OWN and not isinstance(value, list) and not vague:
                told = self._own.setdefault(last, [])
                # An ``entity id`` may be a thing's own, but not where there is an ``id``, too.
                told.insert(0 if words == last else len(told), (thing or owner, value))

    def _hear_ids(self, items: list[Any], each: str) -> None:
        for name in items[0]:
            words, thing, last, _ = _named(name)
            if last in _BY_WHICH:
                field = words if thing else f"{each} {last}"
                self.many[field] = [item.get(name) for item in items if isinstance(item, dict)]

    def of(self, field: str, thing: str) -> JSON:
        """Return what was said of a thing's own field, or None."""
        for owner, value in self._own.get(field, ()):
            if same_thing(owner, thing):
                return value
        return None


def echo(
    node: dict[str, Any],
    thing: str,
    listed: bool,
    said: Said,
    effect: ToolEffect,
    subject: Subject | None,
) -> None:
    """Let the fields of an object that arguments speak of have those arguments' values, in place.

    `thing` is what the object stands for; it may be empty.
    """
    writes, endings = effect.verb in ("create", "update"), said.endings
    for name, value in node.items():
        words, owner, last, _ = _named(name)
        if (words not in endings and last not in endings and owner not in endings) or (
            isinstance(value, dict) or _PAGING.search(words)
        ):
            continue
        if listed and last in _BY_WHICH and _OTHERS_LIKE_IT.search(thing):
            continue
        told = _told(words, thing, listed, said)
        if isinstance(told, list) and len(told) == 1 and not isinstance(value, list):
            told = told[0]  # a filter of one choice
        if isinstance(told, list) and writes and not listed:
            told = copy.deepcopy(told)  # it is filled in further, and the call must stay as it is
        elif isinstance(told, list):
            continue
        if told is not None and same_kind(told, value):
            node[name] = told
    if subject and not listed and effect.verb != "list":
        _name(node, thing, said, effect, subject)


def name_by_id(node: dict[str, Any], thing: str, said: Said) -> None:
    """Let the ARNs of an object name their things by the ids that these have in it, in place."""
    for name, value in node.items():
        if not (isinstance(value, str) and value.startswith("arn:") and "/" in value):
            continue
        words, owner, last, _ = _named(name)
        if last != "arn" or said.by_words.get(words) == value:
            continue
        own = {label(each): node[each] for each in node if each != name}
        for key in _names_of(owner or thing, not owner or owner == thing):
            told = own.get(key, said.by_words.get(key) if " " in key else None)
            if isinstance(told, str) and _SHORT.fullmatch(told):
                node[name] = f"{value.rpartition('/')[0]}/{told}"
                break


_SHORT = re.compile(r"[\w.-]+")


def _names_of(thing: str, own: bool) -> tuple[str, ...]:
    """Return the words of the fields by which a thing is known, the likeliest first."""
    return (f"{thing} id", *(("id",) if own else ()), f"{thing} name", *(("name",) if own else ()))


def each_asked_for(result: JSON, said: Said, effect: ToolEffect) -> None:
    """Let the items of a list at the top of a result be those asked for by id or name, in place.

    What a write is done to is told of by whatever it is called: ``locations``.
    """
    many = {
        singular(words): values.split(",") if isinstance(values, str) else values
        for words, values in said.by_words.items()
        if isinstance(values, list | str) and values and words != singular(words)
        if singular(words).rpartition(" ")[2] in _BY_WHICH
        or (effect.writes and isinstance(values, list) and isinstance(values[0], str))
    }
    many |= said.many
    if not many or not isinstance(result, dict):
        return
    for field, items in result.items():
        first = items[0] if isinstance(items, list) and items else None
        if not isinstance(first, dict):
            continue
        alone = [label(name) for name in first if _named(name)[2] in _BY_WHICH]
        for name in list(first):
            if (values := many.get(label(name))) is not None:
                failed = tells_fault(label(field))
                if failed and len(values) > 1:
                    values = values[len(values) // 2 :]  # it went well with the others
                del items[len(values) :]
                if effect.writes and alone == [label(name)] and not failed:
                    items += [copy.deepcopy(first) for _ in values[len(items) :]]
                for item, value in zip(items, values, strict=False):
                    if isinstance(item, dict) and same_kind(value, item.get(name)):
                        item[name] = value


def each_outcome_once(result: JSON) -> None:
    """Take what a result says to have failed out of its other lists, in place."""
    lists = {
        name: value
        for name, value in (result.items() if isinstance(result, dict) else ())
        if isinstance(value, list) and value
    }
    for name in lists if len(lists) > 1 else ():
        if tells_fault(label(name)):
            failed = set(filter(None, (_told_apart(item) for item in lists[name])))
            for other, items in lists.items():
                if failed and not tells_fault(label(other)):
                    items[:] = [item for item in items if _told_apart(item) not in failed]


def _told_apart(item: JSON) -> str:
    """Return what an item of a list is known by, whatever it is an item of: its id or name."""
    if not isinstance(item, dict):
        return str(item)
    for name, value in item.items():
        if _named(name)[2] in _BY_WHICH and isinstance(value, str | int):
            return f"{label(name)} {value}"
    return ""


def _told(words: str, thing: str, listed: bool, said: Said) -> JSON:
    """Return what the arguments say of a field, or None."""
    if listed and WINDOW_EDGE.fullmatch(words):
        return None  # it bounds them
    if words in _OWN:
        if listed:  # the same filter for all
            return None if words in _ONE_EACH else said.by_words.get(words)
        return said.of(words, thing)
    told = said.inside.get((thing, words), said.by_words.get(words))
    owner, last = _thing_and_field(words)
    if (
        told is None
        and last in ("arn", "name")
        and isinstance(known := said.by_words.get(owner), str)
    ):
        # ``cluster`` is the name of a cluster, or its ARN.
        told = known if known.startswith("arn:") == (last == "arn") else None
    if told is not None:
        return told
    if listed:  # an item may name what holds it: the ``threadId`` of a thread's messages
        inside = owner and last in _BY_WHICH and not same_thing(owner, thing)
        return said.of(last, owner) if inside else None
    if thing and (told := said.by_words.get(f"{thing} {words}")) is not None:
        return told
    return said.of(last, owner) if owner and last in _OWN else None


def _name(
    node: dict[str, Any], thing: str, said: Said, effect: ToolEffect, subject: Subject
) -> None:
    """Let an object that stands for the call's subject be known by the subject's id.

    Of several fields for ids, the one of the argument's own form has it; an ARN is no other id.
    """
    if not (same_thing(subject.entity, thing) or not thing):
        return
    if effect.noun and not same_thing(subject.entity, effect.noun):
        return
    fields = {label(name): name for name, value in node.items() if same_kind(subject.value, value)}
    if any(node[name] == subject.value for name in fields.values()):
        return
    if any(node[fields[words]] == said.by_words.get(words) for words in _IDS if words in fields):
        return  # it has an id of its own, which the call gives beside the subject's
    if _holder(node, effect, subject, said):
        return
    form = "arn" if str(subject.value).startswith("arn:") else subject.words.rpartition(" ")[2]
    for words in (form, *(_IDS if form in _IDS else ())):
        if words in fields:
            node[fields[words]] = subject.value
            return


def _holder(node: dict[str, Any], effect: ToolEffect, subject: Subject, said: Said) -> bool:
    """Let the id of what a bare id means be that id: ``thing_id``, of a thing's capabilities.

    What has an id of its own is what is meant: the destination of a connector.
    """
    if _thing_and_field(subject.words)[0] or any(label(name) in _IDS for name in node):
        return False
    for name, value in node.items():
        words, owner, last, _ = _named(name)
        part = owner.rpartition(" ")[2]
        if words in said.by_words:
            continue  # the call tells it by its own name
        if last in _IDS and part in effect.noun.split()[:-1] and same_kind(subject.value, value):
            node[name] = subject.value
            return True
    return False


def objects(
    node: JSON, thing: str, listed: bool = False
) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Yield each object of a result, the kind of thing it is, and whether it is a list's item."""
    if isinstance(node, list):
        for item in node:
            yield from objects(item, thing, True)
    elif isinstance(node, dict):
        yield node, thing, listed
        for name, value in node.items():
            if isinstance(value, dict):
                yield from objects(value, _inner(label(name), thing), listed)
            elif isinstance(value, list):
                yield from objects(value, _inner(item_of(label(name)), thing), listed)


@lru_cache(maxsize=16384)
def _inner(words: str, outer: str) -> str:
    """Return what an object of that name stands for: what holds it, where its name says nothing."""
    return thing_of(singular(words)) or outer


@lru_cache(maxsize=16384)
def _named(name: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Return the words of a name, whose field it is, the last word, and all endings."""
    words = label(name)
    parts = words.split(" ")
    endings = tuple(" ".join(parts[start:]) for start in range(len(parts)))
    return (words, *_thing_and_field(words), endings)


@lru_cache(maxsize=16384)
def _thing_and_field(words: str) -> tuple[str, str]:
    """Return whose field it is, if that is said, and which: ``game name`` is the game's name."""
    head, _, last = words.rpartition(" ")
    return ("" if head in WRAPPERS else singular(head)) if head else "", last
