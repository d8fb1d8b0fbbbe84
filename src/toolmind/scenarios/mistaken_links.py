"""Links whose value is another sort of thing than the input takes, as its ends say themselves.

The graph judges by how alike two parameters are: an e-mail address and the address that
notifications are posted to share their words, and so do the id of a post and that of a comment.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolmind.chains.foreign_ids import same_entity
from toolmind.records import Schema, Tool
from toolmind.schema import split
from toolmind.text.identifiers import label
from toolmind.text.terms import name_terms
from toolmind.tools.effects import tool_effect

_ADDRESSES = (
    (
        "url",
        re.compile(
            r"\b(?:webhook|callback|https?)\b|\b(?:url|uri|endpoint)\b|notifications are delivered"
        ),
    ),
    ("email", re.compile(r"\b(?:e ?mail|mailbox)\b")),
    ("phone", re.compile(r"\b(?:phone|telephone|msisdn|fax)\b")),
    ("ip", re.compile(r"\bip ?(?:v[46] )?addr|\bipv?[46]?$")),
    ("street", re.compile(r"\bstreet|\bpostal\b|\bbilling address")),
)
"""Sorts of addresses by the words of a name, or where it says only "address" of a description."""
_FORMATS = {"email": "email", "idn-email": "email", "uri": "url", "url": "url", "ipv4": "ip"}
_BROAD = frozenset(("address", "destination", "target", "contact", "recipient", "value"))
"""Names whose sort only the description says."""

_IDENTIFYING = frozenset(("id", "uuid", "guid"))
_ANY_ENTITY = frozenset(
    "resource object target item entity record parent source root child related reference ref "
    "subject external client request global unique node element thing data result".split()
)
_PEOPLE = frozenset(
    "user member owner author creator assignee person contact customer account employee sender "
    "recipient actor agent client admin participant attendee profile principal manager".split()
)
"""Words for people: the id of a user is that of a member, too (ours)."""


def is_mistaken(
    source: Tool, output: str, given: Schema, target: Tool, path: str, into: Schema
) -> bool:
    """Say whether a link passes an address of another sort, or the id of another thing.

    `given` and `into` are the schemas of both ends. What they do not say is no mistake.
    """
    sorts = {_sort(output, *_said(given)), _sort(path, *_said(into))} - {""}
    if len(sorts) > 1 or _is_of_another(source.name, output, target.name, path):
        return True
    if _is_for_programs(path, output) or _is_own_of_another(source, output, target, path):
        return True
    return _names_what_is_made(source, target, path) or _is_something_else(
        source, output, path, str(into.get("description") or "")
    )


def _said(schema: Schema) -> tuple[str, str]:
    return str(schema.get("description") or ""), str(schema.get("format") or "")


@lru_cache(maxsize=4096)
def _sort(path: str, description: str, format_: str) -> str:
    """Return which sort of address a value is; empty where nothing says it."""
    if format_ in _FORMATS:
        return _FORMATS[format_]
    name = name_terms(_own(path))
    if name[-1:] and name[-1] in _IDENTIFYING:
        return ""
    last = " ".join(name[-2:])
    if found := next((sort for sort, words in _ADDRESSES if words.search(last)), ""):
        return found
    text = description.lower() if _BROAD.intersection(name[-1:]) else ""
    return next((sort for sort, words in _ADDRESSES if text and words.search(text)), "")


def _is_of_another(source: str, output: str, target: str, path: str) -> bool:
    """Say whether the output is the id of one thing, and the input of what its tool is about."""
    wanted, given = _identified(path, own=True), _identified(output, own=False)
    if not wanted or not given or wanted & given:
        return False
    if (wanted | given) & _ANY_ENTITY or (wanted & _PEOPLE and given & _PEOPLE):
        return False
    about = set(name_terms(target))
    return wanted <= about and not given & about and not wanted & set(name_terms(source))


def _is_for_programs(path: str, output: str) -> bool:
    """Say whether an input says which parts of an answer are wanted, and the output does not."""
    wanted, given = label(_own(path)), label(_own(output))
    return wanted != given and bool(_PARTS.fullmatch(wanted))


def _is_something_else(source: Tool, output: str, path: str, description: str) -> bool:
    """Say whether the id, or the name, of one thing goes to an input that is called another.

    A vet is none of the animals; whoever takes an id of theirs says so, by its name or description.
    """
    wanted = set(name_terms(_own(path)))
    given = _identified(output, own=False)
    if output == "[].name" and not wanted & _SAYINGS:
        given = set(name_terms(tool_effect(source).noun))
    if not given or not wanted or wanted & _IDENTIFIERS:
        return False
    if (wanted | given) & _ANY_ENTITY or (wanted & _PEOPLE and given & _PEOPLE):
        return False
    return given.isdisjoint(wanted) and given.isdisjoint(name_terms(description[:_READ]))


_IDENTIFIERS = _IDENTIFYING | {"arn", "key", "name"}
_SAYINGS = frozenset(
    "query q text search keyword title label subject message value filter term content to".split()
)
"""Words of inputs that take words of whatever things (ours)."""
_READ = 300
"""Characters of a description that are read (ours)."""


def _names_what_is_made(source: Tool, target: Tool, path: str) -> bool:
    """Say whether an input names the thing that a call makes, and the source tells of such things.

    The branch that is to be made is called as none that is there.
    """
    made, told = tool_effect(target), tool_effect(source)
    if made.word not in _MAKING or not made.noun or not told.reads:
        return False
    return label(_own(path)) == f"{made.noun} name" and told.noun.endswith(made.noun)


_MAKING = frozenset("create make new add register".split())
"""Verbs of calls that make a thing which gets a name (ours)."""


def _is_own_of_another(source: Tool, output: str, target: Tool, path: str) -> bool:
    """Say whether the bare `id` of what one tool is about goes to a tool about another thing."""
    if output != "id" or path not in ("id", "body.id") or source.domain != target.domain:
        return False
    one, other = (tool_effect(tool).noun.rpartition(" ")[2] for tool in (source, target))
    if not one or not other or {one, other} & _ANY_ENTITY:
        return False
    return not same_entity(one, other) and one not in name_terms(target.name)


_PARTS = re.compile(r"part|fields|expand|projection|(?:\w+ )?mask")
"""Names of inputs that say how much is answered or changed (ours)."""


def _identified(path: str, *, own: bool) -> set[str]:
    """Return the words of the thing that an id is of; none where its name, or path, has none."""
    words = name_terms(_own(path))
    if not words or words[-1] not in _IDENTIFYING:
        return set()
    above = [step for step in split(path)[:-1] if step != "[]"]
    return set(words[:-1] if own else words[:-1] or name_terms("".join(above[-1:])))


def _own(path: str) -> str:
    return next((step for step in reversed(split(path)) if step != "[]"), "")
