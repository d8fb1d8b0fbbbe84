"""What is known of each parameter, read from its schema into arrays.

Parameters that are described alike share one card: real pools repeat themselves a lot, and
everything that costs time is done once per card.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.kinds import KINDS, alike, columns, head, kind_vector
from toolmind.graph.packed import PackedVectors
from toolmind.graph.parameters import Parameter
from toolmind.graph.static import StaticEmbedder, static_embedder
from toolmind.graph.words import name_words, text_words
from toolmind.types import Tool

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

NAME, ENTITY, ALL, SUBJECT = 6, 6, 20, 4
"""Words kept of the name, of the entity, and of everything that is said of a parameter."""
ENUM = 12
TYPES = ("", "string", "integer", "number", "boolean", "object", "array", "null")

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
result data item self resource output input uuid parent
"""
_BARE = frozenset(_BARE_WORDS.split())
_STOP_WORDS = """
the a an of for to in on at by with and or is are be this that which from as it its if not can will
must you your we may used use using when where whether e g i any all each has have than then been
was were also only such one into string integer number boolean type value
"""
_STOP = frozenset(_STOP_WORDS.split())

_WORK_WORDS = """
calculate calculator compute convert converter encrypt decrypt encode decode analyze analyse
translate translation summarize summarise format parse check detect classify extract send post
tweet notify evaluate execute run hash compress add sum subtract multiply divide round plot write
print log speak
"""
_WORKS = frozenset(_WORK_WORDS.split())
"""Verbs of tools that do something to whatever value they are given."""
_FIGURES = "number money count percent measure score age"

_ROLES: tuple[tuple[str, str], ...] = (
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
)
"""Opposite ends of one thing: a value of one end does not serve at the other."""
_ROLE_OF: dict[str, list[tuple[int, int]]] = {}
for _axis, _ends in enumerate(_ROLES):
    for _sign, _line in zip((-1, 1), _ends, strict=True):
        for _word in _line.split():
            _ROLE_OF.setdefault(_word, []).append((_axis, _sign))

_PATTERN = re.compile(
    r"[a-zA-Z][\w.]*/(?:\{[^}/\s]+\}|\[[^\]/\s]+\]|<[^>/\s]+>|[A-Z_*$][\w$*-]*)(?:/[\w{}\[\]<>*$.-]+)*"
)


class _Key(NamedTuple):
    """All that a card is made of."""

    name: str
    owner: tuple[str, ...]
    description: str
    type: str
    format: str
    enum: tuple[str, ...]
    is_list: bool
    works: bool


@dataclass(frozen=True, eq=False)
class Cards:
    """Parameters (n) and their cards (u), column by column."""

    tool: Ints
    """[n] position of the tool."""
    card: Ints
    """[n] row of the card."""
    required: NDArray[np.bool_]
    own_input: NDArray[np.bool_]
    """[n] of an output: the tool has an input of the same name, so the value may be an echo."""
    domain: Ints
    """[n] domain of the tool."""

    name: Ints
    """[u, NAME] words of the name as numbers, 0 for none; `entity` and `all` likewise."""
    entity: Ints
    all: Ints
    subject: Ints
    """[u, SUBJECT] the thing whose value this is: of the hotel, of the event."""
    bare: NDArray[np.bool_]
    """[u] whether the name alone does not say whose it is: `id`, `name`, `parent`."""
    weight: Floats
    """[words] how much a word says."""
    name_vector: PackedVectors
    """[u, d] unit length, in bytes to save memory; the other three vectors likewise."""
    entity_vector: PackedVectors
    text_vector: PackedVectors
    whole_vector: PackedVectors
    kinds: Floats
    """[u, kinds] rotated so that a dot product honours kinds that are alike; unit length or 0."""
    strengths: Floats
    """[u, kinds] as read, see `kind_vector`."""
    type: NDArray[np.int8]
    format: Ints
    enum: Ints
    roles: NDArray[np.int8]
    pattern: Ints
    """[u] number of the resource path pattern that the description gives, 0 for none."""
    is_list: NDArray[np.bool_]
    numeric: NDArray[np.bool_]
    works: NDArray[np.bool_]
    """[u] of an input: its tool works on whatever it is given, as a converter does."""


def read_cards(
    tools: Sequence[Tool],
    outputs: Sequence[Parameter],
    inputs: Sequence[Parameter],
    embedder: StaticEmbedder | None = None,
) -> tuple[Cards, Cards]:
    """Read outputs and inputs into cards that can be compared: one numbering of words for both."""
    reader = CardReader(tools, embedder)
    read = reader.read(outputs), reader.read(inputs)
    weight = reader.weights()
    return replace(read[0], weight=weight), replace(read[1], weight=weight)


class CardReader:
    """Reads parameters into cards; words, formats, enum values and patterns share one numbering."""

    def __init__(self, tools: Sequence[Tool], embedder: StaticEmbedder | None = None) -> None:
        self._tools = tools
        self._embedder = embedder or static_embedder()
        self._numbers: dict[str, int] = {"": 0}
        self._domains = {tool.domain: 0 for tool in tools}
        self._domains = {domain: at for at, domain in enumerate(self._domains)}
        values, axes = np.linalg.eigh(alike())
        self._rotation = (axes * np.sqrt(np.maximum(values, 0))).astype(np.float32)

    def read(self, parameters: Sequence[Parameter]) -> Cards:
        """Make the cards of inputs or of outputs."""
        places: dict[_Key, int] = {}
        card = [places.setdefault(self._key(one), len(places)) for one in parameters]
        keys = list(places)
        inputs = [frozenset(tool.parameters.get("properties") or ()) for tool in self._tools]
        strengths = np.zeros((len(keys), len(KINDS)), dtype=np.float32)
        for row, key in enumerate(keys):
            strengths[row] = kind_vector(
                name_words(key.name), key.description, key.type, key.format
            )
        entities = [_entity(key) for key in keys]
        return Cards(
            tool=np.array([one.tool for one in parameters], dtype=np.int32),
            card=np.array(card, dtype=np.int32),
            required=np.array([one.required for one in parameters], dtype=np.bool_),
            own_input=np.array([one.name in inputs[one.tool] for one in parameters], np.bool_),
            domain=np.array(
                [self._domains[self._tools[one.tool].domain] for one in parameters], np.int32
            ),
            name=self._matrix([name_words(key.name) for key in keys], NAME),
            entity=self._matrix(entities, ENTITY),
            all=self._matrix([_everything(key) for key in keys], ALL),
            subject=self._matrix([_subject(key) for key in keys], SUBJECT),
            name_vector=self._vectors([" ".join(name_words(key.name)) for key in keys]),
            entity_vector=self._vectors([" ".join(entity) for entity in entities]),
            text_vector=self._vectors([key.description for key in keys]),
            whole_vector=self._vectors(
                [
                    f"{' '.join(entity)} {key.description}"
                    for key, entity in zip(keys, entities, strict=True)
                ]
            ),
            kinds=_unit(strengths @ self._rotation),
            strengths=strengths,
            type=np.array(
                [TYPES.index(key.type) if key.type in TYPES else 0 for key in keys], np.int8
            ),
            format=np.array(
                [self._number(f"format {key.format}" if key.format else "") for key in keys],
                np.int32,
            ),
            enum=self._matrix(
                [tuple(f"= {one.lower()}" for one in key.enum) for key in keys], ENUM
            ),
            roles=np.array([_roles(key) for key in keys], dtype=np.int8).reshape(-1, len(_ROLES)),
            pattern=np.array([self._number(_pattern(key.description)) for key in keys], np.int32),
            is_list=np.array([key.is_list for key in keys], dtype=np.bool_),
            numeric=np.array([_numeric(key) for key in keys], dtype=np.bool_) | _counts(strengths),
            works=np.array([key.works for key in keys], dtype=np.bool_),
            bare=np.array([is_bare(key.name) for key in keys], np.bool_),
            weight=self.weights(),
        )

    def weights(self) -> Floats:
        """How much each word says: the length of its static vector, about 1 on average."""
        lengths = np.linalg.norm(self._embedder.sums(list(self._numbers)), axis=1)
        lengths /= max(float(np.median(lengths[lengths > 0])) if lengths.any() else 1.0, 1e-9)
        return np.where(lengths > 0, np.clip(lengths, 0.2, 2.0), 1.0).astype(np.float32)

    def _key(self, one: Parameter) -> _Key:
        name = self._tools[one.tool].name
        return _Key(
            one.name,
            owner_words(name, one.path),
            one.description,
            one.type,
            one.format,
            one.enum,
            one.is_list,
            _works(name),
        )

    def _number(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    def _matrix(self, rows: Sequence[Sequence[str]], width: int) -> Ints:
        made = np.zeros((len(rows), width), dtype=np.int32)
        for at, row in enumerate(rows):
            for column, word in enumerate(list(dict.fromkeys(row))[:width]):
                made[at, column] = self._number(word)
        return made

    def _vectors(self, texts: list[str]) -> PackedVectors:
        return PackedVectors.of(texts, self._embedder)


@lru_cache(maxsize=1 << 16)
def _works(tool: str) -> bool:
    return bool(_WORKS.intersection(name_words(tool)[:2]))


def _numeric(key: _Key) -> bool:
    return key.type in ("integer", "number")


def _counts(strengths: Floats) -> NDArray[np.bool_]:
    """Whether a value is a figure by its kind, whatever its declared type."""
    return np.asarray((strengths[:, columns(_FIGURES)] > 0.8).any(axis=1), dtype=np.bool_)


@lru_cache(maxsize=1 << 16)
def owner_words(tool: str, path: str) -> tuple[str, ...]:
    """Name what the parameter belongs to: what its path names, else what the tool is about."""
    parents = [word for part in path.split(".")[:-1] for word in name_words(part)]
    nouns = [word for word in parents if word not in _BARE and word not in VERBS]
    if not nouns:
        nouns = [word for word in name_words(_collection(tool, path)) if word not in VERBS]
    return tuple(nouns[-3:])


def _collection(tool: str, path: str) -> str:
    """Part of a dotted tool name that names the thing: folders.notes.get gets a note of a folder.

    A `parent` is one collection up, as in all APIs that are resource-oriented.
    """
    parts = tool.split(".")
    up = 3 if path.split(".")[-1] == "parent" else 2
    return parts[-up] if len(parts) > up else tool


def is_bare(name: str) -> bool:
    """Whether a name alone does not say whose it is."""
    return _BARE.issuperset(name_words(name))


def _entity(key: _Key) -> tuple[str, ...]:
    """Words that say what the parameter is about: its name's, else its owner's."""
    words = tuple(word for word in name_words(key.name) if word not in _BARE)
    return words or key.owner


def _subject(key: _Key) -> tuple[str, ...]:
    """Name whose value this is: what the description says it is of, else the owner."""
    return tuple(head(key.description)[1]) or key.owner


def _everything(key: _Key) -> tuple[str, ...]:
    said = [word for word in text_words(key.description[:200]) if word not in _STOP]
    return (*name_words(key.name), *key.owner, *said)


def _roles(key: _Key) -> list[int]:
    sums = [0] * len(_ROLES)
    for word in text_words(key.description[:120]):
        for axis, sign in _ROLE_OF.get(word, ()):
            sums[axis] += sign
    for word in name_words(key.name):
        for axis, sign in _ROLE_OF.get(word, ()):
            sums[axis] += 3 * sign
    return [(total > 0) - (total < 0) for total in sums]


def _pattern(description: str) -> str:
    """Find the collections of a resource path in a description, e.g. projects/locations."""
    match = _PATTERN.search(description)
    return "/".join(match.group().split("/")[::2]).lower() if match else ""


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
