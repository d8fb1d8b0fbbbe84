"""Featurizing: from the parameters of tools, as they come, to feature arrays."""

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
    all_words,
    entity_words,
    genericness,
    is_bare,
    is_recorded,
    parameter_text,
    path_pattern,
    role_vector,
    subject_words,
)
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.features.semantic_types import (
    SEMANTIC_TYPES,
    semantic_type_vector,
    type_columns,
    type_similarity,
)
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
"""Distinct parameters that are featurized at once."""
_NUMERIC_TYPES = "number money count percent measure score age"


class ParameterCollector(Protocol):
    """What takes in the parameters of tools."""

    def add(self, tool: Tool, outputs: Sequence[Parameter], inputs: Sequence[Parameter]) -> None:
        """Take in parameters of one tool."""


def collect_parameters(
    collector: ParameterCollector,
    tools: Sequence[Tool],
    outputs: Sequence[Parameter],
    inputs: Sequence[Parameter],
) -> None:
    """Give a collector outputs and inputs that stand in any order."""
    for parameter in outputs:
        collector.add(tools[parameter.tool], [parameter], ())
    for parameter in inputs:
        collector.add(tools[parameter.tool], (), [parameter])


def featurize(
    tools: Sequence[Tool], outputs: Sequence[Parameter], inputs: Sequence[Parameter]
) -> tuple[ParameterFeatures, ParameterFeatures]:
    """Return the features of outputs and of inputs, which may stand in any order."""
    featurizer = Featurizer()
    collect_parameters(featurizer, tools, outputs, inputs)
    return featurizer.features()


class Featurizer:
    """Turns parameters into features; of what was read only the features are kept.

    Outputs and inputs share one numbering of words, formats, enum values and patterns.
    """

    def __init__(self, embedder: StaticEmbedder | None = None) -> None:
        self._tables = _SharedTables(embedder or static_embedder())
        self._domains: dict[str, int] = {}
        self._outputs, self._inputs = _FeatureColumns(self._tables), _FeatureColumns(self._tables)

    def add(self, tool: Tool, outputs: Sequence[Parameter], inputs: Sequence[Parameter]) -> None:
        """Take in parameters of one tool."""
        domain = self._domains.setdefault(tool.domain, len(self._domains))
        self._outputs.add(tool, domain, outputs)
        self._inputs.add(tool, domain, inputs)

    def features(self) -> tuple[ParameterFeatures, ParameterFeatures]:
        """Give up the features of all outputs and of all inputs."""
        columns = [self._outputs.columns(), self._inputs.columns()]
        tables = self._tables.tables()
        return _assembled(tables, columns.pop(0)), _assembled(tables, columns.pop())


class _SharedTables:
    """What outputs and inputs share: the vocabulary, phrases, semantic types, vectors."""

    def __init__(self, embedder: StaticEmbedder) -> None:
        self._embedder = embedder
        self.vocabulary: dict[str, int] = {"": 0}
        self.names = _PhraseTable(self.word_id, NAME)
        self.entities = _PhraseTable(self.word_id, ENTITY)
        self.subjects = _PhraseTable(self.word_id, SUBJECT)
        self.enums = _PhraseTable(self.word_id, ENUM)
        self.semantic_rows: dict[bytes, int] = {}
        self.vectors = VectorQuantizer(embedder)

    def word_id(self, word: str) -> int:
        return self.vocabulary.setdefault(word, len(self.vocabulary))

    def semantic_row(self, text: ParameterText) -> int:
        scores = semantic_type_vector(
            name_terms(text.name), text.description, text.type, text.format
        )
        return self.semantic_rows.setdefault(scores.tobytes(), len(self.semantic_rows))

    def tables(self) -> dict[str, Any]:
        """All tables that the features point into."""
        values, axes = np.linalg.eigh(type_similarity())
        rotation = (axes * np.sqrt(np.maximum(values, 0))).astype(np.float32)
        semantic_scores = np.frombuffer(b"".join(self.semantic_rows), dtype=np.float32).reshape(
            -1, len(SEMANTIC_TYPES)
        )
        return {
            "name": self.names.table(),
            "entity": self.entities.table(),
            "subject": self.subjects.table(),
            "enum": self.enums.table(),
            "semantic_scores": semantic_scores,
            "semantic_vector": _unit(semantic_scores @ rotation),
            "vectors": self.vectors.table(),
            "weight": self._weights(),
        }

    def _weights(self) -> Floats:
        """How much each word weighs: the length of its static vector, about 1 on average."""
        lengths = np.linalg.norm(self._embedder.sums(list(self.vocabulary)), axis=1)
        lengths /= max(float(np.median(lengths[lengths > 0])) if lengths.any() else 1.0, 1e-9)
        return np.where(lengths > 0, np.clip(lengths, 0.2, 2.0), 1.0).astype(np.float32)


class _PhraseTable:
    """A table of phrases, each a row of the ids of its first few words."""

    def __init__(self, word_id: Callable[[str], int], width: int) -> None:
        self._word_id, self._width = word_id, width
        self._rows: dict[tuple[int, ...], int] = {}

    def row(self, words: Iterable[str]) -> int:
        ids = tuple(map(self._word_id, list(dict.fromkeys(words))[: self._width]))
        return self._rows.setdefault(ids, len(self._rows))

    def table(self) -> Ints:
        return _matrix(list(self._rows), self._width)


class _FeatureColumns:
    """The features of the outputs, or of the inputs, made a batch at a time."""

    def __init__(self, tables: _SharedTables) -> None:
        self._tables = tables
        self._port_columns = {name: array("i") for name in ("tool", "row", "domain")}
        self._own_input = array("b")
        self._row_of_text: dict[bytes, int] = {}
        self._pending: list[ParameterText] = []
        self._parts: list[dict[str, NDArray[Any]]] = []

    def add(self, tool: Tool, domain: int, parameters: Iterable[Parameter]) -> None:
        own = tool.parameters.get("properties") or ()
        name = declared_name(tool)
        for parameter in parameters:
            self._port_columns["tool"].append(parameter.tool)
            self._port_columns["domain"].append(domain)
            self._port_columns["row"].append(self._row(parameter_text(parameter, name)))
            self._own_input.append(parameter.name in own)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Give up all columns: one entry a parameter, or a distinct parameter."""
        self._flush()
        self._row_of_text.clear()
        made = {
            name: stacked([part.pop(name) for part in self._parts]) for name in list(self._parts[0])
        }
        port_columns = {
            name: np.array(column, np.int32) for name, column in self._port_columns.items()
        }
        return made | port_columns | {"own_input": np.array(self._own_input, dtype=np.bool_)}

    def _row(self, text: ParameterText) -> int:
        known = len(self._row_of_text)
        row = self._row_of_text.setdefault(digest(msgspec.msgpack.encode(text)), known)
        if row == known:
            self._pending.append(text)
            if len(self._pending) == _CHUNK:
                self._flush()
        return row

    def _flush(self) -> None:
        """Turn the pending parameters into columns."""
        batch, tables = self._pending, self._tables
        word_id, vector = tables.word_id, tables.vectors.row
        entities = [entity_words(text) for text in batch]
        words = [list(dict.fromkeys(all_words(text)))[:ALL] for text in batch]
        ints: dict[str, list[int]] = {
            "name": [tables.names.row(name_terms(text.name)) for text in batch],
            "entity": [tables.entities.row(words) for words in entities],
            "subject": [tables.subjects.row(subject_words(text)) for text in batch],
            "enum": [
                tables.enums.row(f"= {choice.lower()}" for choice in text.enum) for text in batch
            ],
            "semantic_row": [tables.semantic_row(text) for text in batch],
            "format": [word_id(f"format {text.format}" if text.format else "") for text in batch],
            "pattern": [word_id(path_pattern(text.description)) for text in batch],
            "name_vector": [vector(" ".join(name_terms(text.name))) for text in batch],
            "entity_vector": [vector(" ".join(words)) for words in entities],
            "text_vector": [vector(text.description) for text in batch],
            "whole_vector": [
                vector(f"{' '.join(words)} {text.description}")
                for text, words in zip(batch, entities, strict=True)
            ],
        }
        bools: dict[str, list[bool]] = {
            "bare": [is_bare(text.name) for text in batch],
            "is_list": [text.is_list for text in batch],
            "numeric": [text.type in ("integer", "number") for text in batch],
            "recorded": [is_recorded(text) for text in batch],
            "computes": [text.computes for text in batch],
        }
        self._parts.append(
            {name: np.array(column, np.int32) for name, column in ints.items()}
            | {name: np.array(column, np.bool_) for name, column in bools.items()}
            | {
                "all": _matrix([[word_id(word) for word in phrase] for phrase in words], ALL),
                "generic": np.array([genericness(text) for text in batch], np.float32),
                "type": np.array([_type(text.type) for text in batch], np.int8),
                "roles": np.array([role_vector(text) for text in batch], np.int8).reshape(
                    -1, len(ROLES)
                ),
            }
        )
        self._pending = []


def _assembled(tables: dict[str, Any], columns: dict[str, NDArray[Any]]) -> ParameterFeatures:
    """Features from the shared tables and the columns that point into them."""
    semantic_row = columns.pop("semantic_row")
    semantic_scores = tables["semantic_scores"]
    # A value may be a number by its semantic type, whatever its declared type.
    numeric = (semantic_scores[:, type_columns(_NUMERIC_TYPES)] > 0.8).any(axis=1)
    columns["numeric"] |= numeric[semantic_row]
    made: dict[str, Any] = dict(columns)
    codes, scale = tables["vectors"]
    for name in ("name", "entity", "subject", "enum"):
        made[name] = SharedRows(tables[name], made[name])
    for name in ("name_vector", "entity_vector", "text_vector", "whole_vector"):
        made[name] = QuantizedVectors(codes, scale, made[name])
    made["semantic_scores"] = SharedRows(semantic_scores, semantic_row)
    made["semantic_vector"] = SharedRows(tables["semantic_vector"], semantic_row)
    return ParameterFeatures(**made, weight=tables["weight"])


def _matrix(rows: Sequence[Sequence[int]], width: int) -> Ints:
    """Rows of ids, padded with 0."""
    made = np.zeros((len(rows), width), dtype=np.int32)
    for at, row in enumerate(rows):
        made[at, : len(row)] = row
    return made


def _type(name: str) -> int:
    return TYPES.index(name) if name in TYPES else 0


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit
