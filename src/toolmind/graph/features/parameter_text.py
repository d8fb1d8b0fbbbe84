"""The texts of a parameter, read for whose value it is and which."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from toolmind.graph.features.parameters import Parameter
from toolmind.graph.features.semantic_types import head_noun, is_generic_noun
from toolmind.schema import split
from toolmind.text.terms import name_terms, text_terms

_VERB_WORDS = """
get list find search create update delete put patch add remove set describe insert batch fetch
check start stop make do run play reserve schedule buy purchase cancel book transfer request share
open close associate disassociate attach detach enable disable register deregister generate
calculate compute convert analyze analyse download upload import export move copy rename verify
validate modify change edit apply accept reject confirm submit sign save load test tag untag invoke
send post read write query lookup retrieve show view api by for and of the with in on to from all
new
"""
VERBS = frozenset(_VERB_WORDS.split())
_BARE_WORDS = """
id name arn key uri url code number value identifier title type status state label body response
result data item self resource output input uuid parent list symbol
"""
_BARE = frozenset(_BARE_WORDS.split())
_ITEM = ("item",)
_MEANS_PREPOSITIONS = frozenset(("by", "using", "via", "based", "with"))
"""What stands after them in the name of a tool is what it is given, not what it gives."""
_STOP_WORDS = """
the a an of for to in on at by with and or is are be this that which from as it its if not can will
must you your we may used use using when where whether e g i any all each has have than then been
was were also only such one into string integer number boolean type value
"""
_STOP = frozenset(_STOP_WORDS.split())

_COMPUTATION_WORDS = """
calculate calculator compute convert converter encrypt decrypt encode decode analyze analyse
translate translation summarize summarise format parse check detect classify extract evaluate
execute run hash compress add sum subtract multiply divide round plot write print log speak
logarithm mean average median root power absolute percentage variance deviation factorial
"""
_COMPUTATIONS = frozenset(_COMPUTATION_WORDS.split())
"""Words of the names of tools that compute something of whatever value they are given."""

_RECORDED = frozenset(("was", "were", "been", "last", "expire", "expiration", "expiry"))
_PHRASE_END = re.compile(r"[.;:(]")
_STEM = 5
"""Letters by which `encrypted` is told from `encrypt`'s."""
_VERB_STEMS = frozenset(word[:_STEM] for word in VERBS | _COMPUTATIONS if len(word) >= _STEM)
_FORM_WORDS = "first second third given such array list sequence float object"
_FORM = frozenset(_FORM_WORDS.split())

ROLES: tuple[tuple[str, str], ...] = (
    (
        "from origin source departure depart departing leaving starting",
        "to destination target arrival arrive arriving going ending",
    ),
    ("start begin starting since after from checkin", "end finish ending until before to checkout"),
    ("min minimum lower lowest least", "max maximum upper highest most"),
    ("outbound outgoing", "inbound incoming return returning back"),
    ("pickup", "dropoff"),
    ("sender sent author", "recipient receiver receive"),
    ("old previous current former", "new next desired"),
    ("1", "2"),
)
"""Opposite roles: a value in the one does not serve in the other."""
_ROLE_OF: dict[str, list[tuple[int, int]]] = {}
for _axis, _poles in enumerate(ROLES):
    for _sign, _line in zip((-1, 1), _poles, strict=True):
        for _word in _line.split():
            _ROLE_OF.setdefault(_word, []).append((_axis, _sign))

_PREPOSITIONS = "from to since after until before"
_FINAL_PREPOSITION = re.compile(rf"\b({_PREPOSITIONS.replace(' ', '|')})\s*(?=[.,;:()]|$)")
"""A preposition tells a role where a phrase ends with it ("City to fly to"), not inside a sentence
("Seats to reserve", "the nearest to it")."""
_BARE_PREPOSITIONS = frozenset(_PREPOSITIONS.split())

_PATTERN = re.compile(
    r"[a-zA-Z][\w.]*/(?:\{[^}/\s]+\}|\[[^\]/\s]+\]|<[^>/\s]+>|[A-Z_*$][\w$*-]*)(?:/[\w{}\[\]<>*$.-]+)*"
)


class ParameterText(NamedTuple):
    """All that tells of a parameter: what its features are made of."""

    name: str
    owner: tuple[str, ...]
    description: str
    type: str
    format: str
    enum: tuple[str, ...]
    is_list: bool
    computes: bool


def parameter_text(parameter: Parameter, tool: str) -> ParameterText:
    """Gather what tells of a parameter of the tool of this name."""
    return ParameterText(
        parameter.name,
        owner_words(tool, parameter.path),
        parameter.description,
        parameter.type,
        parameter.format,
        parameter.enum,
        parameter.is_list,
        _computes(tool),
    )


@lru_cache(maxsize=1 << 12)
def _computes(tool: str) -> bool:
    return bool(_COMPUTATIONS.intersection(name_terms(tool)[:2]))


@lru_cache(maxsize=1 << 12)
def owner_words(tool: str, path: str) -> tuple[str, ...]:
    """Name what the parameter belongs to: what its path names, else what the tool is about."""
    parents = [word for part in _names(path)[:-1] for word in name_terms(part)]
    nouns = [word for word in parents if word not in _BARE and word not in VERBS]
    if not nouns:
        nouns = _topic_nouns(name_terms(_collection(tool, path)))
    return tuple(nouns[-3:])


def _names(path: str) -> list[str]:
    """Return the names of the properties that a path leads through."""
    return [step for step in split(path) if step != "[]"]


def _topic_nouns(words: tuple[str, ...]) -> list[str]:
    """Name what a tool is about by the words of its name: `find_user_id_by_email`, a user."""
    found = list(takewhile(lambda word: word not in _MEANS_PREPOSITIONS, words))
    nouns = [word for word in found if word not in VERBS]
    return [word for word in nouns if word not in _BARE] or nouns


def _collection(tool: str, path: str) -> str:
    """Part of a dotted tool name that names the thing: folders.notes.get gets a note of a folder.

    A `parent` is one collection up, as in all APIs that are resource-oriented.
    """
    parts = tool.split(".")
    up = 3 if _names(path)[-1] == "parent" else 2
    return parts[-up] if len(parts) > up else tool


def is_bare(name: str) -> bool:
    """Whether a name alone does not say whose it is."""
    return not _own_words(name)


def is_recorded(text: ParameterText) -> bool:
    """Whether the first sentence tells what was done: a date of it was recorded by a system.

    >>> told = "The date and time when the user was registered"
    >>> is_recorded(ParameterText("EnabledDate", (), told, "string", "", (), False, False))
    True
    """
    phrase = _PHRASE_END.split(text.description.lstrip(), maxsplit=1)[0]
    return not _RECORDED.isdisjoint((*name_terms(text.name), *text_terms(phrase)))


def entity_words(text: ParameterText) -> tuple[str, ...]:
    """Words that say what the parameter is about: its name's, else its owner's."""
    return _own_words(text.name) or text.owner


@lru_cache(maxsize=1 << 14)
def _own_words(name: str) -> tuple[str, ...]:
    """Words of a name that say whose it is: an `item_id` is of an item, `items` are of anything."""
    words = name_terms(name)
    own = tuple(word for word in words if word not in _BARE)
    return own or (_ITEM if len(words) > 1 and words[0] == "item" else ())


def genericness(text: ParameterText) -> float:
    """How little the texts tell of whose value this is: 1 where only its form and a verb are told.

    >>> told = "The data to be encrypted"
    >>> genericness(ParameterText("data", ("encrypt",), told, "string", "", (), False, True))
    1.0
    """
    phrase = _PHRASE_END.split(text.description.lstrip(), maxsplit=1)[0]
    words = {*name_terms(text.name), *text_terms(phrase)[:16]}
    left = [
        word
        for word in words - _STOP - _BARE - _FORM
        if word[:_STEM] not in _VERB_STEMS and not word.isdigit() and not is_generic_noun(word)
    ]
    return 1 / (1 + len(left))


def subject_words(text: ParameterText) -> tuple[str, ...]:
    """Name whose value this is: what the description says it is of, else the owner."""
    return tuple(head_noun(text.description)[1]) or text.owner


def all_words(text: ParameterText) -> tuple[str, ...]:
    """All words of the texts, the name's and the owner's first."""
    words = [word for word in text_terms(text.description[:200]) if word not in _STOP]
    return (*name_terms(text.name), *text.owner, *words)


def role_vector(text: ParameterText) -> list[int]:
    """Tell which of each pair of opposite roles the parameter has: -1, 1, or 0 for none."""
    sums = [0] * len(ROLES)
    description = text.description[:120].lower()
    words = [word for word in text_terms(description) if word not in _BARE_PREPOSITIONS]
    for word in (*words, *_FINAL_PREPOSITION.findall(description)):
        for axis, sign in _ROLE_OF.get(word, ()):
            sums[axis] += sign
    for word in name_terms(text.name):
        for axis, sign in _ROLE_OF.get(word, ()):
            sums[axis] += 3 * sign
    return [(total > 0) - (total < 0) for total in sums]


def path_pattern(description: str) -> str:
    """Find the collections of a resource path in a description, e.g. projects/locations."""
    match = _PATTERN.search(description)
    return "/".join(match.group().split("/")[::2]).lower() if match else ""
