"""What a tool does to the world, and to which kind of thing, as its name tells."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from toolmind.text.identifiers import label
from toolmind.text.nouns import singular

Verb = Literal["get", "list", "create", "update", "delete"]

_WORDS: dict[Verb, str] = {
    "list": "list search find query browse scan explore discover lookup",
    "create": "create add book make insert post register schedule order reserve send upload submit "
    "place start begin open issue generate publish purchase buy import clone copy new write "
    "allocate provision launch put compose enrol enroll invite record log draft subscribe join "
    "file comment request execute invoke notify upsert watch",
    "update": "update modify "
    "set edit patch change rename move enable disable assign replace attach "
    "detach approve reject confirm complete close archive restore cancel resume pause "
    "stop apply configure adjust extend renew transfer tag untag associate disassociate "
    "increment decrement mark toggle trash untrash revert activate deactivate resolve unlock "
    "decline reassign append reset release reclaim link share reveal borrow accept revoke suspend "
    "unsuspend unpause reactivate unpublish reopen lock block unblock end",
    "delete": "delete remove destroy purge terminate unsubscribe drop erase clear deregister",
    "get": "get retrieve fetch describe read show view check calculate compute convert translate "
    "analyze analyse validate verify compare estimate predict count download export track head "
    "is has can detect extract summarize lookup test annotate classify assess evaluate measure "
    "solve synthesize infer",
}
_VERBS: dict[str, Verb] = {word: verb for verb, words in _WORDS.items() for word in words.split()}
_ALSO_NOUNS = frozenset(
    "book post order issue record log draft place tag mark import export track head test view show "
    "check document purchase start transfer clone copy count estimate lookup invite file comment "
    "request watch release link share reset append translate lock block end".split()
)
"""Taken for a verb only where no other is there: ``order_status_get`` gets."""
_ABOUT = ("detail", "details", "info", "information", "data", "status", "list")
"""What is read of a thing rather than the thing: ``get_order_details`` gets an order."""

_MANY = frozenset(("batch", "async", "custombatch", "bulk"))
"""What a verb may be done to many things by, at once: ``batchDelete`` deletes."""

_PREPOSITIONS = frozenset("by for in from to with on and as".split())


class ToolEffect(NamedTuple):
    """What a tool does (`verb`) to what kind of thing (`noun`, singular words, may be empty)."""

    verb: Verb
    noun: str
    word: str
    """The verb as the name has it: ``cancel``."""

    @property
    def writes(self) -> bool:
        """Whether it changes the world."""
        return self.verb in ("create", "update", "delete")

    @property
    def reads(self) -> bool:
        """Whether it leaves the world as it is: of an unknown verb that is not certain."""
        return self.verb in ("get", "list") and self.word in _VERBS


@lru_cache(maxsize=32768)
def named_effect(name: str) -> ToolEffect:
    """Return what a tool of that name does; a name without a known verb reads."""
    words = [word for word in label(name).split() if word not in _MANY]
    order = [0, len(words) - 1, *range(1, len(words) - 1)] if words else []
    known = [i for i in order if words[i] in _VERBS]
    at = next((i for i in known if words[i] not in _ALSO_NOUNS), next(iter(known), None))
    if at is None:
        if own := _collection(name):
            return ToolEffect("get", singular(" ".join(own[-2:])), label(name.rpartition("_")[2]))
        return ToolEffect("get", singular(" ".join(words[-2:])), "get")
    noun = _after(words[at + 1 :]) or _collection(name, words[at]) or _before(words[:at])
    noun = noun or words[at + 1 :]
    thing = without_about(" ".join(noun)).split()
    return ToolEffect(_VERBS[words[at]], singular(" ".join(thing[-2:])), words[at])


def without_about(words: str) -> str:
    """Return the thing itself of what is read of it: ``order details`` are of an order."""
    thing = words.split()
    while len(thing) > 1 and thing[-1] in _ABOUT:
        thing.pop()
    return " ".join(thing)


def _after(words: list[str]) -> list[str]:
    """Return what the verb is done to, without how: ``get posts by path``, ``status of order``."""
    thing = words[: next((i for i, word in enumerate(words) if word in _PREPOSITIONS), None)]
    return thing[len(thing) - thing[::-1].index("of") :] if "of" in thing else thing


def _before(words: list[str]) -> list[str]:
    """Return the last thing that is named: ``users settings send as alias`` is an alias."""
    ends = [i + 1 for i, word in enumerate(words[:-1]) if word in _PREPOSITIONS]
    return words[ends[-1] if ends else 0 :]


def _collection(name: str, verb: str = "") -> list[str]:
    """Return the collection of a method named ``service_collection_method``, if it is one.

    What the method does is its first word; without a `verb`, whatever that is.
    """
    parts = name.split("_")
    method = [word for word in label(parts[-1]).split() if word not in _MANY]
    if len(parts) < 3 or (verb and method[:1] != [verb]):
        return []
    words = label(parts[-2])
    return words.split() if singular(words) != words else []
