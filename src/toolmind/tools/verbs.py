"""What the name of a tool says that it does, and to which kind of thing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from toolmind.text.identifiers import label
from toolmind.text.nouns import singular

Verb = Literal["get", "list", "create", "update", "delete", "other"]
"""`other`: it may read and it may write, or nobody knows."""

_WORDS: dict[Verb, str] = {
    "list": "list search find query browse scan explore discover lookup",
    "get": "get retrieve fetch describe read show view check calculate compute convert translate "
    "analyze analyse validate compare estimate predict count head inspect look recommend filter "
    "is has can detect extract summarize annotate classify assess evaluate measure solve "
    "synthesize infer wait poll romanize",
    "create": "create add book make insert post register schedule order reserve send upload submit "
    "place start begin open issue generate publish purchase buy import clone copy new write "
    "allocate provision launch put compose enrol enroll invite record log draft subscribe join "
    "file comment request execute invoke notify upsert watch install pay initiate reply "
    "save",
    "update": "update modify set edit patch change rename move enable disable assign replace "
    "attach detach approve reject confirm complete close archive restore cancel resume pause stop "
    "apply configure adjust extend renew transfer tag untag associate disassociate increment "
    "decrement mark toggle trash untrash revert activate deactivate resolve unlock decline "
    "reassign append reset release reclaim link share reveal borrow accept revoke suspend "
    "unsuspend unpause reactivate unpublish reopen lock block unblock end refresh refund undo "
    "abort resend",
    "delete": "delete remove destroy purge terminate unsubscribe drop erase clear deregister",
    "other": "export download track test verify play run",
}
"""Verbs by what they do (ours). Those of `other` do either: a file is downloaded, or an update."""

_VERBS: dict[str, Verb] = {word: verb for verb, words in _WORDS.items() for word in words.split()}
_ALSO_NOUNS = frozenset(
    "book post order issue record log draft place tag mark import export track head test view show "
    "check document purchase start transfer clone copy count estimate lookup invite file comment "
    "request watch release link share reset append translate lock block end filter look play run "
    "refund".split()
)
"""Taken for a verb only where no other is there: ``order_status_get`` gets."""

_PHRASES: dict[tuple[str, ...], Verb] = {("check", "in"): "update", ("check", "out"): "update"}
"""Verbs that mean something else with a particle."""

_ABOUT = ("detail", "details", "info", "information", "data", "status", "list")
"""What is read of a thing rather than the thing: ``get_order_details`` gets an order."""

_MANY = frozenset(("batch", "async", "custombatch", "bulk", "transact"))
"""What a verb may be done to many things by, at once: ``batchDelete`` deletes."""

_PREPOSITIONS = frozenset("by for in from to with on and as".split())
_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*")
_WRITES: frozenset[Verb] = frozenset(("create", "update", "delete"))


class Named(NamedTuple):
    """What a name says: a verb, its word (``cancel``, or empty), and the noun in the singular."""

    verb: Verb
    word: str
    noun: str


@lru_cache(maxsize=1024)
def read_name(name: str) -> Named:
    """Return the verb and the noun of a tool's name: ``cancelBooking``, ``drive.files.get``."""
    words = _words(name)
    at = _verb_at(name, words)
    if at is None:
        if own := _collection(name):
            return Named("other", label(re.split(r"[_.]", name)[-1]), singular(" ".join(own[-2:])))
        return Named("other", "", singular(" ".join(words[-2:])))
    phrase = _PHRASES.get(tuple(words[at : at + 2]))
    rest = words[at + 2 if phrase else at + 1 :]
    noun = _after(rest) or _collection(name, words[at]) or _before(words[:at]) or rest
    thing = without_about(" ".join(noun)).split()
    return Named(phrase or _VERBS[words[at]], words[at], singular(" ".join(thing[-2:])))


def without_about(words: str) -> str:
    """Return the thing itself of what is read of it: ``order details`` are of an order."""
    thing = words.split()
    while len(thing) > 1 and thing[-1] in _ABOUT:
        thing.pop()
    return " ".join(thing)


def _words(name: str) -> list[str]:
    return [word for word in label(name).split() if word not in _MANY]


def _verb_at(name: str, words: list[str]) -> int | None:
    """Return where the verb is; of a verb that may write also, after ``and`` or ``or``, that one.

    It is the first or the last word rather than one between. A method of a service has it in its
    last part (``drive.files.watch``), an operation in Pascal case at its beginning or not at all
    (``StartFaceSearch``).
    """
    begin = len(words) - len(_words(name.rpartition(".")[2]))
    order = [begin, len(words) - 1, *range(begin + 1, len(words) - 1)]
    known = [i for i in order if i in range(len(words)) and words[i] in _VERBS]
    at = next((i for i in known if words[i] not in _ALSO_NOUNS), next(iter(known), None))
    if "." in name or _PASCAL.fullmatch(name):
        at = begin if begin in known else at if "." in name else None
    if at is None or _VERBS[words[at]] in _WRITES:
        return at
    joined = (i for i in range(at + 2, len(words)) if words[i - 1] in ("or", "and"))
    return next((i for i in joined if _VERBS.get(words[i]) in _WRITES), at)


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
    parts = re.split(r"[_.]", name)
    if len(parts) < (2 if "." in name else 3) or (verb and _words(parts[-1])[:1] != [verb]):
        return []
    words = label(parts[-2])
    return words.split() if singular(words) != words else []
