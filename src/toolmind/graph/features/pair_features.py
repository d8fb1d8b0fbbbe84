"""Features of a pair: evidence that an output can feed an input, each number with a name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.parameter_features import TYPES, Floats, ParameterFeatures
from toolmind.graph.features.semantic_types import (
    CONTROL_TYPES,
    SEMANTIC_GROUPS,
    SEMANTIC_TYPES,
    type_columns,
)
from toolmind.graph.index.quantized import products

Indices = NDArray[np.int64]
Rows = NDArray[np.int32]

PAIR_FEATURES = (
    "same name",
    "same name in one domain",
    "name words shared",
    "entity words shared",
    "input's words in output's text",
    "output's words in input's text",
    "description words shared",
    "names alike",
    "entities alike",
    "descriptions alike",
    "name against description",
    "whole texts alike",
    "kinds of value alike",
    "kinds of value differ",
    "both identifiers",
    "identifiers of different things",
    "names of different things",
    "of the same thing",
    "of different things",
    "same type",
    "types differ",
    "same format",
    "formats differ",
    "choices shared",
    "choices differ",
    "only input has choices",
    "yes or no",
    "same role",
    "opposite roles",
    "only one has a role",
    "output without a role into an origin",
    "an origin into an input without a role",
    "same path pattern",
    "path patterns differ",
    "works on any number",
    "works on any text",
    "not taken from tools",
    "a figure into words",
    "list into one",
    *(f"input is {group}" for group in SEMANTIC_GROUPS),
    "target returns such values itself",
    "bare output of the thing asked for",
    "bare input of the thing given",
    "bare names of different things",
    "input speaks of no thing",
    "a time that was recorded",
)
"""The columns of `pair_features`; see `_of_rows` for how each is measured, most from 0 to 1."""

_CHUNK = 16_384
_NUMBERS = (TYPES.index("integer"), TYPES.index("number"))
_NAMED_TYPES = type_columns("name venue person category media status")
_TEMPORAL_TYPES = type_columns("date time timestamp year month")
_FLAG = SEMANTIC_TYPES.index("flag")
_SAME_DOMAIN = PAIR_FEATURES.index("same name in one domain")
_RETURNED_BY_TARGET = PAIR_FEATURES.index("target returns such values itself")


def pair_features(
    outputs: ParameterFeatures, inputs: ParameterFeatures, o: Indices, i: Indices
) -> Floats:
    """Features of the pairs (o[k], i[k]), positions of parameters [pairs, len(PAIR_FEATURES)]."""
    return PairFeatures(outputs, inputs)(o, i)


class PairFeatures:
    """Features of pairs of some outputs and inputs.

    Nearly all are those of the two rows of features and are computed once for each pair of rows.
    """

    def __init__(self, outputs: ParameterFeatures, inputs: ParameterFeatures) -> None:
        self._outputs, self._inputs = outputs, inputs
        self._returned_types = _returned_types(outputs, tool_count(outputs, inputs))

    def __call__(self, o: Indices, i: Indices) -> Floats:
        """Features of the pairs (o[k], i[k]) [pairs, len(PAIR_FEATURES)]."""
        outputs, inputs = self._outputs, self._inputs
        width = len(inputs.bare) + 1
        rows, place = np.unique(
            outputs.row[o].astype(np.int64) * width + inputs.row[i], return_inverse=True
        )
        distinct = np.empty((len(rows), len(PAIR_FEATURES)), dtype=np.float32)
        for at in range(0, len(rows), _CHUNK):
            part = slice(at, at + _CHUNK)
            distinct[part] = _of_rows(outputs, inputs, *np.divmod(rows[part], width))
        made: Floats = distinct[place]
        made[:, _SAME_DOMAIN] *= outputs.domain[o] == inputs.domain[i]
        for at in range(0, len(o), _CHUNK):
            part = slice(at, at + _CHUNK)
            made[part, _RETURNED_BY_TARGET] = self._returned_by_target(o[part], i[part])
        return made

    def _returned_by_target(self, o: Indices, i: Indices) -> Floats:
        """How surely the target returns values of the output's type while the input is not of it.

        A search that returns an address and takes a place wants a coarser place.
        """
        output = self._outputs.semantic_scores[self._outputs.row[o]]
        taken = self._inputs.semantic_scores[self._inputs.row[i]]
        found: Floats = np.minimum(output, self._returned_types[self._inputs.tool[i]]).max(axis=1)
        found[np.minimum(output, taken).max(axis=1) >= 0.5] = 0
        return found


def tool_count(outputs: ParameterFeatures, inputs: ParameterFeatures) -> int:
    """How many tools there are: one more than the highest position."""
    return 1 + max((int(one.tool.max()) for one in (outputs, inputs) if len(one.tool)), default=0)


def _returned_types(outputs: ParameterFeatures, tools: int) -> Floats:
    """Semantic types that each tool returns [tools, types]; echoes of its inputs left out."""
    found = np.zeros((tools, len(SEMANTIC_TYPES)), dtype=np.float32)
    own = np.flatnonzero(~outputs.own_input)
    for at in range(0, len(own), _CHUNK):
        few = own[at : at + _CHUNK]
        strong = outputs.semantic_scores[outputs.row[few]]
        np.maximum.at(found, outputs.tool[few], strong * (strong > 0.8))
    return found


def _of_rows(outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows) -> Floats:
    """Features of pairs of rows; what the tools add to them is not there yet."""
    entity = _weighted_jaccard(outputs.entity[a], inputs.entity[b], inputs.weight)
    of_the_tools = np.zeros(len(a), dtype=np.float32)
    made = [
        *_lexical_overlap(outputs, inputs, a, b, entity),
        products(outputs.name_vector, inputs.name_vector, a, b),
        products(outputs.entity_vector, inputs.entity_vector, a, b),
        products(outputs.text_vector, inputs.text_vector, a, b),
        np.maximum(
            products(outputs.entity_vector, inputs.text_vector, a, b),
            products(outputs.text_vector, inputs.entity_vector, a, b),
        ),
        products(outputs.whole_vector, inputs.whole_vector, a, b),
        *_semantic_types(outputs, inputs, a, b, entity),
        *_declared_types(outputs, inputs, a, b),
        *_compared_roles(outputs.roles[a], inputs.roles[b]),
        *_compared_ids(outputs.pattern[a], inputs.pattern[b]),
        *_input_features(outputs, inputs, a, b),
        of_the_tools,
        *_bare_names(outputs, inputs, a, b, entity),
        inputs.generic[b],
        _temporal(outputs, a) * _temporal(inputs, b) * outputs.recorded[a],
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in made], axis=1)


def _lexical_overlap(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows, entity: Floats
) -> list[Floats]:
    weight = inputs.weight
    name = _weighted_jaccard(outputs.name[a], inputs.name[b], weight)
    same = (name > 0.999).astype(np.float32)
    return [
        same,
        same,
        name,
        entity,
        _weighted_containment(inputs.name[b], outputs.all[a], weight),
        _weighted_containment(outputs.name[a], inputs.all[b], weight),
        _weighted_jaccard(outputs.all[a], inputs.all[b], weight),
    ]


def _weighted_jaccard(one: Rows, other: Rows, weight: Floats) -> Floats:
    """Weight of the words that both have, as a share of those that either has."""
    weights = weight[one] * (one > 0)
    both = (weights * _contained(one, other)).sum(axis=1)
    either = weights.sum(axis=1) + (weight[other] * (other > 0)).sum(axis=1) - both
    shared: Floats = both / np.maximum(either, 1e-9)
    return shared


def _weighted_containment(words: Rows, text: Rows, weight: Floats) -> Floats:
    """Weight of the words that the text has too, as a share of all the words."""
    weights = weight[words] * (words > 0)
    covered: Floats = (weights * _contained(words, text)).sum(axis=1) / np.maximum(
        weights.sum(axis=1), 1e-9
    )
    return covered


def _contained(words: Rows, text: Rows) -> NDArray[np.bool_]:
    found = np.zeros(words.shape, dtype=np.bool_)
    for column in range(text.shape[1]):
        found |= words == text[:, column, None]
    return found & (words > 0)


def _bare_names(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows, entity: Floats
) -> list[Floats]:
    """Whether a name that alone says little (`id`, `parent`) belongs to the thing meant."""
    output, taken = outputs.bare[a], inputs.bare[b]
    return [output * entity, taken * entity, output * taken * (1 - entity)]


def _semantic_types(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows, entity: Floats
) -> list[NDArray[np.generic]]:
    same = products(outputs.semantic_vector, inputs.semantic_vector, a, b)
    strong_a, strong_b = outputs.semantic_scores[a], inputs.semantic_scores[b]
    known = strong_a.any(axis=1) & strong_b.any(axis=1)
    ids = type_columns("id resource")
    identifiers = strong_a[:, ids].max(axis=1) * strong_b[:, ids].max(axis=1)
    names = np.minimum(strong_a[:, _NAMED_TYPES], strong_b[:, _NAMED_TYPES]).max(axis=1)
    other = 1 - entity
    subject_a, subject_b = outputs.subject[a], inputs.subject[b]
    subject = _weighted_jaccard(subject_a, subject_b, inputs.weight)
    both_known = (subject_a[:, 0] > 0) & (subject_b[:, 0] > 0)
    return [
        same,
        known & (same < 0.25),
        identifiers,
        identifiers * other,
        names * other,
        subject,
        both_known & (subject == 0),
    ]


def _temporal(features: ParameterFeatures, rows: Rows) -> Floats:
    """How surely each row is a date or a time."""
    found: Floats = features.semantic_scores[rows][:, _TEMPORAL_TYPES].max(axis=1)
    return found


def _declared_types(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows
) -> list[NDArray[np.generic]]:
    type_a, type_b = outputs.type[a], inputs.type[b]
    known = (type_a > 0) & (type_b > 0)
    numeric = np.isin(type_a, _NUMBERS) & np.isin(type_b, _NUMBERS)
    same = known & ((type_a == type_b) | numeric)
    same_format, formats_differ = _compared_ids(outputs.format[a], inputs.format[b])
    enum_a, enum_b = outputs.enum[a], inputs.enum[b]
    enum = _weighted_jaccard(enum_a, enum_b, np.ones_like(inputs.weight))
    has_a, has_b = enum_a[:, 0] > 0, enum_b[:, 0] > 0
    boolean = TYPES.index("boolean")
    flag = np.maximum(outputs.semantic_scores[a][:, _FLAG], inputs.semantic_scores[b][:, _FLAG])
    return [
        same,
        known & ~same,
        same_format,
        formats_differ,
        enum,
        has_a & has_b & (enum == 0),
        has_b & ~has_a,
        np.maximum(flag, (type_a == boolean) | (type_b == boolean)),
    ]


def _compared_ids(one: Rows, other: Rows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether both are given and equal; whether both are given and differ."""
    both = (one > 0) & (other > 0)
    return both & (one == other), both & (one != other)


def _compared_roles(one: NDArray[np.int8], other: NDArray[np.int8]) -> list[NDArray[np.bool_]]:
    product = one * other
    return [
        (product > 0).any(axis=1),
        (product < 0).any(axis=1),
        ((one == 0) != (other == 0)).any(axis=1),
        (one[:, 0] == 0) & (other[:, 0] < 0),
        (one[:, 0] < 0) & (other[:, 0] == 0),
    ]


def _input_features(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows
) -> list[NDArray[np.generic]]:
    strong = inputs.semantic_scores[b]
    numeric = outputs.numeric[a] & inputs.numeric[b]
    operand = inputs.computes[b] & ~inputs.numeric[b] & (inputs.type[b] <= TYPES.index("string"))
    return [
        inputs.computes[b] * numeric * inputs.generic[b],
        operand * strong[:, type_columns("text data query")].max(axis=1),
        strong[:, type_columns(CONTROL_TYPES)].max(axis=1),
        outputs.numeric[a] * strong[:, type_columns("text query")].max(axis=1),
        outputs.is_list[a] & ~inputs.is_list[b],
        *(strong[:, type_columns(types)].max(axis=1) for types in SEMANTIC_GROUPS.values()),
    ]
