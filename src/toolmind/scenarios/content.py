"""What a tool works on: to translate, to send or to post nothing is no wish that a person has."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import islice

from toolmind.schema import split, types_of
from toolmind.schema.slots import Slot
from toolmind.text.identifiers import label
from toolmind.tools.effects import ToolEffect

_WORKS = frozenset(
    "translate send post reply summarize summarise synthesize synthesise convert classify analyze "
    "analyse annotate proofread moderate detect extract comment announce publish".split()
)
"""Verbs that take something to work on (ours)."""

_TEXTS = frozenset("message comment reply post note review annotation tweet mail email".split())
"""Things that are texts before all: one is not made without words (ours)."""

_CONTENT = (
    re.compile(r"q|text( original| display| content| list)?|contents?|messages?|body|comment|note"),
    re.compile(
        r"(?!.*\b(id|type|name|error|status)\b)(.* )?"
        r"(text|content|message|body|sentence|paragraph|utterance)s?( original| list)?"
    ),
    re.compile(r"plain|raw|html|ssml|snippet|input|documents?|bytes|data"),
)
"""The words of a field that holds it, the plainest first (ours)."""

_ELSEWHERE = re.compile(
    r"\b(ur[il]|bucket|object|file|media|path|attachment|template|draft|image|video|audio|title|"
    r"subject|rows?|records?|events?|payload|policy)s?( id| name| key)?$"
)
"""Fields that say where it lies, or what stands for it."""

_INTO = re.compile(r"(target|to)( lang(uage)?s?)?( codes?)?")
"""The language to translate into: of the call as a whole, or beside what is translated."""


def content(known: Mapping[str, Slot], given: Collection[str], does: ToolEffect) -> list[str]:
    """Return what a call has to say beside the facts `given`, by the facts `known` of its tool.

    Nothing where the tool works on nothing, where the call says already what it works on, or where
    no field is plainly meant for it.
    """
    if not (does.word in _WORKS or (does.verb == "create" and _is_text(does.noun))):
        return []
    optional = {
        path: name
        for path, slot in known.items()
        if path not in given and _holds_text(slot) and (name := label(split(path)[-1]))
    }
    found: list[str] = []
    if not any(_carries(path) for path in given):
        fitting = (p for form in _CONTENT for p, name in optional.items() if form.fullmatch(name))
        found += islice(fitting, 1)
    if does.word == "translate" and not any(_INTO.fullmatch(label(split(p)[-1])) for p in given):
        where = {(), ("body",), *(tuple(split(path)[:-1]) for path in found)}
        into = (path for path, name in optional.items() if _INTO.fullmatch(name))
        found += [path for path in into if tuple(split(path)[:-1]) in where][:1]
    return found


def _is_text(noun: str) -> bool:
    return noun.rpartition(" ")[2] in _TEXTS


def _holds_text(slot: Slot) -> bool:
    """Tell whether a fact is a text, or a list of some."""
    items = slot.schema.get("items")
    schema = items if isinstance(items, dict) else slot.schema
    return types_of(schema) == ("string",) and "enum" not in schema


@lru_cache(maxsize=4096)
def _carries(path: str) -> bool:
    """Tell whether a field holds what is worked on, or says where that is."""
    steps = [label(step) for step in split(path)]
    if any(form.fullmatch(steps[-1]) for form in _CONTENT):
        return True
    return any(_ELSEWHERE.search(step) for step in steps)
