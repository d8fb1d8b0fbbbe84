"""Reading: from the parameters of tools, as they come, to cards that can be compared."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from toolmind.graph.embedding.static import StaticEmbedder, static_embedder
from toolmind.graph.features.parameter_features import (
    ALL,
    ENTITY,
    ENUM,
    NAME,
    SUBJECT,
    TYPES,
    Floats,
    Ints,
    ParameterFeatures,
)
from toolmind.graph.features.parameter_text import (
    ROLES,
    ParameterText,
    entity,
    everything,
    is_bare,
    is_recorded,
    parameter_text,
    pattern,
    plainness,
    roles,
    subject,
)
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.features.semantic_types import KINDS, alike, columns, semantic_type_vector
from toolmind.graph.index.quantized import (
    QuantizedVectors,
    SharedRows,
    VectorQuantizer,
    digest,
    stacked,
)
from toolmind.records import Tool
from toolmind.text.terms import name_terms
from toolmind.tools.names import declared_name

_CHUNK = 4096
"""Cards that are read at once."""
_FIGURES = "number money count percent measure score age"


class ParameterReader(Protocol):
    """What reads the parameters of tools."""

    def add(self, tool: Tool, outputs: Sequence[Parameter], inputs: Sequence[Parameter]) -> None:
        """Read parameters of one tool."""


def read_parameters(
    reader: ParameterReader,
    tools: Sequence[Tool],
    outputs: Sequence[Parameter],
    inputs: Sequence[Parameter],
) -> None:
    """Let a reader read outputs and inputs that stand in any order."""
    for one in outputs:
        reader.add(tools[one.tool], [one], ())
    for one in inputs:
        reader.add(tools[one.tool], (), [one])


def featurize(
    tools: Sequence[Tool], outputs: Sequence[Parameter], inputs: Sequence[Parameter]
) -> tuple[ParameterFeatures, ParameterFeatures]:
    """Read outputs and inputs, in any order, into cards."""
    reader = Featurizer()
    read_parameters(reader, tools, outputs, inputs)
    return reader.cards()


class Featurizer:
    """Reads parameters into cards; of what was read only the cards are kept.

    Outputs and inputs share one numbering of words, formats, enum values and patterns.
    """

    def __init__(self, embedder: StaticEmbedder | None = None) -> None:
        self._shared = _Shared(embedder or static_embedder())
        self._domains: dict[str, int] = {}
        self._outputs, self._inputs = _Side(self._shared), _Side(self._shared)

    def add(self, tool: Tool, outputs: Sequence[Parameter], inputs: Sequence[Parameter]) -> None:
        """Read parameters of one tool."""
        domain = self._domains.setdefault(tool.domain, len(self._domains))
        self._outputs.add(tool, domain, outputs)
        self._inputs.add(tool, domain, inputs)

    def cards(self) -> tuple[ParameterFeatures, ParameterFeatures]:
        """Give up the cards of all outputs and of all inputs."""
        sides = [self._outputs.columns(), self._inputs.columns()]
        tables = self._shared.tables()
        return _cards(tables, sides.pop(0)), _cards(tables, sides.pop())


class _Shared:
    """What cards have in common: words by number, phrases, kinds, vectors."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self.numbers: dict[str, int] = {"": 0}
        self.names = _Phrases(self.number, NAME)
        self.entities = _Phrases(self.number, ENTITY)
        self.subjects = _Phrases(self.number, SUBJECT)
        self.enums = _Phrases(self.number, ENUM)
        self.kinds: dict[bytes, int] = {}
        self.vectors = VectorQuantizer(embedder)

    def number(self, word: str) -> int:
        return self.numbers.setdefault(word, len(self.numbers))

    def kind(self, said: ParameterText) -> int:
        found = semantic_type_vector(
            name_terms(said.name), said.description, said.type, said.format
        )
        return self.kinds.setdefault(found.tobytes(), len(self.kinds))

    def tables(self) -> dict[str, Any]:
        """All tables that rows of cards point into."""
        values, axes = np.linalg.eigh(alike())
        rotation = (axes * np.sqrt(np.maximum(values, 0))).astype(np.float32)
        strengths = np.frombuffer(b"".join(self.kinds), dtype=np.float32).reshape(-1, len(KINDS))
        return {
            "name": self.names.table(),
            "entity": self.entities.table(),
            "subject": self.subjects.table(),
            "enum": self.enums.table(),
            "strengths": strengths,
            "kinds": _unit(strengths @ rotation),
            "vectors": self.vectors.packed(),
            "weight": self._weights(),
        }

    def _weights(self) -> Floats:
        """How much each word says: the length of its static vector, about 1 on average."""
        lengths = np.linalg.norm(self._embedder.sums(list(self.numbers)), axis=1)
        lengths /= max(float(np.median(lengths[lengths > 0])) if lengths.any() else 1.0, 1e-9)
        return np.where(lengths > 0, np.clip(lengths, 0.2, 2.0), 1.0).astype(np.float32)


class _Phrases:
    """A table of phrases, each a row of the numbers of its first few words."""

    def __init__(self, number: Callable[[str], int], width: int) -> None:
        self._number, self._width = number, width
        self._rows: dict[tuple[int, ...], int] = {}

    def row(self, words: Iterable[str]) -> int:
        numbers = tuple(map(self._number, list(dict.fromkeys(words))[: self._width]))
        return self._rows.setdefault(numbers, len(self._rows))

    def table(self) -> Ints:
        return _matrix(list(self._rows), self._width)


class _Side:
    """The outputs, or the inputs: parameters with their cards, read a few at a time."""

    def __init__(self, shared: _Shared) -> None:
        self._shared = shared
        self._ends = {name: array("i") for name in ("tool", "card", "domain")}
        self._own_input = array("b")
        self._places: dict[bytes, int] = {}
        self._waiting: list[ParameterText] = []
        self._parts: list[dict[str, NDArray[Any]]] = []

    def add(self, tool: Tool, domain: int, parameters: Iterable[Parameter]) -> None:
        own = tool.parameters.get("properties") or ()
        name = declared_name(tool)
        for one in parameters:
            self._ends["tool"].append(one.tool)
            self._ends["domain"].append(domain)
            self._ends["card"].append(self._card(parameter_text(one, name)))
            self._own_input.append(one.name in own)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give up all columns, those of parameters and those of cards."""
        self._read()
        self._places.clear()
        found = {
            name: stacked([part.pop(name) for part in self._parts]) for name in list(self._parts[0])
        }
        ends = {name: np.array(column, np.int32) for name, column in self._ends.items()}
        return found | ends | {"own_input": np.array(self._own_input, dtype=np.bool_)}

    def _card(self, said: ParameterText) -> int:
        known = len(self._places)
        card = self._places.setdefault(digest(msgspec.msgpack.encode(said)), known)
        if card == known:
            self._waiting.append(said)
            if len(self._waiting) == _CHUNK:
                self._read()
        return card

    def _read(self) -> None:
        """Turn the cards that wait into columns."""
        few, shared = self._waiting, self._shared
        number, vector = shared.number, shared.vectors.row
        entities = [entity(said) for said in few]
        words = [list(dict.fromkeys(everything(said)))[:ALL] for said in few]
        ints: dict[str, list[int]] = {
            "name": [shared.names.row(name_terms(said.name)) for said in few],
            "entity": [shared.entities.row(words) for words in entities],
            "subject": [shared.subjects.row(subject(said)) for said in few],
            "enum": [shared.enums.row(f"= {one.lower()}" for one in said.enum) for said in few],
            "kind": [shared.kind(said) for said in few],
            "format": [number(f"format {said.format}" if said.format else "") for said in few],
            "pattern": [number(pattern(said.description)) for said in few],
            "name_vector": [vector(" ".join(name_terms(said.name))) for said in few],
            "entity_vector": [vector(" ".join(words)) for words in entities],
            "text_vector": [vector(said.description) for said in few],
            "whole_vector": [
                vector(f"{' '.join(words)} {said.description}")
                for said, words in zip(few, entities, strict=True)
            ],
        }
        bools: dict[str, list[bool]] = {
            "bare": [is_bare(said.name) for said in few],
            "is_list": [said.is_list for said in few],
            "numeric": [said.type in ("integer", "number") for said in few],
            "recorded": [is_recorded(said) for said in few],
            "works": [said.works for said in few],
        }
        self._parts.append(
            {name: np.array(column, np.int32) for name, column in ints.items()}
            | {name: np.array(column, np.bool_) for name, column in bools.items()}
            | {
                "all": _matrix([[number(word) for word in one] for one in words], ALL),
                "plain": np.array([plainness(said) for said in few], np.float32),
                "type": np.array([_type(said.type) for said in few], np.int8),
                "roles": np.array([roles(said) for said in few], np.int8).reshape(-1, len(ROLES)),
            }
        )
        self._waiting = []


def _cards(tables: dict[str, Any], columns_: dict[str, NDArray[Any]]) -> ParameterFeatures:
    """Cards from what they share and what is each one's own."""
    kind = columns_.pop("kind")
    strengths = tables["strengths"]
    # A value may be a figure by its kind, whatever its declared type.
    figure = (strengths[:, columns(_FIGURES)] > 0.8).any(axis=1)
    columns_["numeric"] |= figure[kind]
    made: dict[str, Any] = dict(columns_)
    codes, scale = tables["vectors"]
    for name in ("name", "entity", "subject", "enum"):
        made[name] = SharedRows(tables[name], made[name])
    for name in ("name_vector", "entity_vector", "text_vector", "whole_vector"):
        made[name] = QuantizedVectors(codes, scale, made[name])
    made["strengths"] = SharedRows(strengths, kind)
    made["kinds"] = SharedRows(tables["kinds"], kind)
    return ParameterFeatures(**made, weight=tables["weight"])


def _matrix(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Rows of numbers, filled up with 0."""
    made = np.zeros((len(rows), width), dtype=np.int32)
    for at, row in enumerate(rows):
        made[at, : len(row)] = row
    return made


def _type(name: str) -> int:
    return TYPES.index(name) if name in TYPES else 0


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
