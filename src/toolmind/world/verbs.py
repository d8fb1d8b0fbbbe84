"""What a tool does to the world, and to which kind of thing, as its name tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from toolmind.schema import label
from toolmind.values.field import singular

Verb = Literal["get", "list", "create", "update", "delete"]

_WORDS: dict[Verb, str] = {
    "list": "list search find query browse scan explore discover lookup",
    "create": "create add book make insert post register schedule order reserve send upload submit "
    "place start begin open issue generate publish purchase buy import clone copy new write "
    "allocate provision launch put compose enrol enroll invite record log draft subscribe join",
    "update": "update modify "
    "set edit patch change rename move enable disable assign replace attach "
    "detach approve reject confirm complete close archive restore cancel resume pause "
    "stop apply configure adjust extend renew transfer tag untag associate disassociate "
    "mark toggle trash untrash revert activate deactivate resolve unlock",
    "delete": "delete remove destroy purge terminate unsubscribe drop erase clear deregister",
    "get": "get retrieve fetch describe read show view check calculate compute convert translate "
    "analyze analyse validate verify compare estimate predict count download export track head "
    "is has can detect extract summarize lookup test annotate classify assess evaluate measure "
    "solve synthesize infer",
}
_VERBS: dict[str, Verb] = {word: verb for verb, words in _WORDS.items() for word in words.split()}
_ALSO_NOUNS = frozenset(
    "book post order issue record log draft place tag mark import export track head test view show "
    "check document purchase start transfer clone copy count estimate lookup invite".split()
)
"""Taken for a verb only where no other is there: ``order_status_get`` gets."""
_ABOUT = ("detail", "details", "info", "information", "data", "status", "list")
"""What is read of a thing rather than the thing: ``get_order_details`` gets an order."""


class Deed(NamedTuple):
    """What a tool does (`verb`) to what kind of thing (`noun`, singular words, may be empty)."""

    verb: Verb
    noun: str
    word: str
    """The verb as the name has it: ``cancel``."""

    @property
    def writes(self) -> bool:
        """Whether it changes the world."""
        return self.verb in ("create", "update", "delete")


@lru_cache(maxsize=32768)
def deed(name: str) -> Deed:
    """Return what a tool of that name does; a name without a known verb reads."""
    words = label(name).split()
    order = [0, len(words) - 1, *range(1, len(words) - 1)] if words else []
    known = [i for i in order if words[i] in _VERBS]
    at = next((i for i in known if words[i] not in _ALSO_NOUNS), next(iter(known), None))
    if at is None:
        return Deed("get", singular(" ".join(words[-2:])), "get")
    rest = words[at + 1 :] or words[:at]
    rest = re.split(r"\b(?:by|for|in|from|to|with|of|on|and)\b", " ".join(rest))[0].split() or rest
    while len(rest) > 1 and rest[-1] in _ABOUT:
        rest = rest[:-1]
    return Deed(_VERBS[words[at]], singular(" ".join(rest[-2:])), words[at])
