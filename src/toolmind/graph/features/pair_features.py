"""Evidence that an output can feed an input: a row of numbers for each pair, each with a name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.parameter_features import TYPES, Floats, ParameterFeatures
from toolmind.graph.features.semantic_types import GROUPS, KINDS, NEVER_TAKEN, columns
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
    *(f"input is {group}" for group in GROUPS),
    "target returns such values itself",
    "bare output of the thing asked for",
    "bare input of the thing given",
    "bare names of different things",
    "input speaks of no thing",
    "a time that was recorded",
)
"""What `evidence` tells of a pair; see `_of_cards` for how each is measured, most from 0 to 1."""

_CHUNK = 16_384
_NUMBERS = (TYPES.index("integer"), TYPES.index("number"))
_NAMED = columns("name venue person category media status")
_TIME = columns("date time timestamp year month")
_FLAG = KINDS.index("flag")
_SAME_DOMAIN = PAIR_FEATURES.index("same name in one domain")
_ITSELF = PAIR_FEATURES.index("target returns such values itself")


def evidence(
    outputs: ParameterFeatures, inputs: ParameterFeatures, o: Indices, i: Indices
) -> Floats:
    """Evidence on the pairs (o[k], i[k]), positions of parameters [pairs, len(EVIDENCE)]."""
    return PairFeatures(outputs, inputs)(o, i)


class PairFeatures:
    """Evidence on pairs of some outputs and inputs.

    Nearly all of it is that of the two cards and is worked out once for each pair of cards.
    """

    def __init__(self, outputs: ParameterFeatures, inputs: ParameterFeatures) -> None:
        self._outputs, self._inputs = outputs, inputs
        self._returned = _returned(outputs, len_tools(outputs, inputs))

    def __call__(self, o: Indices, i: Indices) -> Floats:
        """Evidence on the pairs (o[k], i[k]) [pairs, len(EVIDENCE)]."""
        outputs, inputs = self._outputs, self._inputs
        width = len(inputs.bare) + 1
        cards, place = np.unique(
            outputs.card[o].astype(np.int64) * width + inputs.card[i], return_inverse=True
        )
        distinct = np.empty((len(cards), len(PAIR_FEATURES)), dtype=np.float32)
        for at in range(0, len(cards), _CHUNK):
            part = slice(at, at + _CHUNK)
            distinct[part] = _of_cards(outputs, inputs, *np.divmod(cards[part], width))
        made: Floats = distinct[place]
        made[:, _SAME_DOMAIN] *= outputs.domain[o] == inputs.domain[i]
        for at in range(0, len(o), _CHUNK):
            part = slice(at, at + _CHUNK)
            made[part, _ITSELF] = self._finds_itself(o[part], i[part])
        return made

    def _finds_itself(self, o: Indices, i: Indices) -> Floats:
        """How surely the target returns values of the output's kind while the input is not of it.

        A search that returns an address and takes a place wants a coarser place.
        """
        output = self._outputs.strengths[self._outputs.card[o]]
        taken = self._inputs.strengths[self._inputs.card[i]]
        found: Floats = np.minimum(output, self._returned[self._inputs.tool[i]]).max(axis=1)
        found[np.minimum(output, taken).max(axis=1) >= 0.5] = 0
        return found


def len_tools(outputs: ParameterFeatures, inputs: ParameterFeatures) -> int:
    """How many tools the cards speak of: one more than the highest position."""
    return 1 + max(
        (int(cards.tool.max()) for cards in (outputs, inputs) if len(cards.tool)), default=0
    )


def _returned(outputs: ParameterFeatures, tools: int) -> Floats:
    """Kinds of value that each tool finds out itself [tools, kinds]; echoes of inputs left out."""
    found = np.zeros((tools, len(KINDS)), dtype=np.float32)
    own = np.flatnonzero(~outputs.own_input)
    for at in range(0, len(own), _CHUNK):
        few = own[at : at + _CHUNK]
        strong = outputs.strengths[outputs.card[few]]
        np.maximum.at(found, outputs.tool[few], strong * (strong > 0.8))
    return found


def _of_cards(outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows) -> Floats:
    """Evidence on pairs of cards; what the tools add to it is not there yet."""
    entity = _shared(outputs.entity[a], inputs.entity[b], inputs.weight)
    nothing = np.zeros(len(a), dtype=np.float32)
    made = [
        *_words(outputs, inputs, a, b, entity),
        products(outputs.name_vector, inputs.name_vector, a, b),
        products(outputs.entity_vector, inputs.entity_vector, a, b),
        products(outputs.text_vector, inputs.text_vector, a, b),
        np.maximum(
            products(outputs.entity_vector, inputs.text_vector, a, b),
            products(outputs.text_vector, inputs.entity_vector, a, b),
        ),
        products(outputs.whole_vector, inputs.whole_vector, a, b),
        *_kinds(outputs, inputs, a, b, entity),
        *_types(outputs, inputs, a, b),
        *_roles(outputs.roles[a], inputs.roles[b]),
        *_numbers(outputs.pattern[a], inputs.pattern[b]),
        *_inputs(outputs, inputs, a, b),
        nothing,
        *_bare(outputs, inputs, a, b, entity),
        inputs.plain[b],
        _times(outputs, a) * _times(inputs, b) * outputs.recorded[a],
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in made], axis=1)


def _words(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows, entity: Floats
) -> list[Floats]:
    weight = inputs.weight
    name = _shared(outputs.name[a], inputs.name[b], weight)
    same = (name > 0.999).astype(np.float32)
    return [
        same,
        same,
        name,
        entity,
        _covered(inputs.name[b], outputs.all[a], weight),
        _covered(outputs.name[a], inputs.all[b], weight),
        _shared(outputs.all[a], inputs.all[b], weight),
    ]


def _shared(one: Rows, other: Rows, weight: Floats) -> Floats:
    """Weight of the words that both have, as a share of the words that either has."""
    weights = weight[one] * (one > 0)
    both = (weights * _within(one, other)).sum(axis=1)
    either = weights.sum(axis=1) + (weight[other] * (other > 0)).sum(axis=1) - both
    shared: Floats = both / np.maximum(either, 1e-9)
    return shared


def _covered(words: Rows, text: Rows, weight: Floats) -> Floats:
    """Weight of the words that the text has too, as a share of all the words."""
    weights = weight[words] * (words > 0)
    covered: Floats = (weights * _within(words, text)).sum(axis=1) / np.maximum(
        weights.sum(axis=1), 1e-9
    )
    return covered


def _within(words: Rows, text: Rows) -> NDArray[np.bool_]:
    found = np.zeros(words.shape, dtype=np.bool_)
    for column in range(text.shape[1]):
        found |= words == text[:, column, None]
    return found & (words > 0)


def _bare(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows, entity: Floats
) -> list[Floats]:
    """Whether a name that alone says little (`id`, `parent`) belongs to the thing meant."""
    output, taken = outputs.bare[a], inputs.bare[b]
    return [output * entity, taken * entity, output * taken * (1 - entity)]


def _kinds(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows, entity: Floats
) -> list[NDArray[np.generic]]:
    same = products(outputs.kinds, inputs.kinds, a, b)
    strong_a, strong_b = outputs.strengths[a], inputs.strengths[b]
    known = strong_a.any(axis=1) & strong_b.any(axis=1)
    ids = columns("id resource")
    identifiers = strong_a[:, ids].max(axis=1) * strong_b[:, ids].max(axis=1)
    names = np.minimum(strong_a[:, _NAMED], strong_b[:, _NAMED]).max(axis=1)
    other = 1 - entity
    subject_a, subject_b = outputs.subject[a], inputs.subject[b]
    subject = _shared(subject_a, subject_b, inputs.weight)
    told = (subject_a[:, 0] > 0) & (subject_b[:, 0] > 0)
    return [
        same,
        known & (same < 0.25),
        identifiers,
        identifiers * other,
        names * other,
        subject,
        told & (subject == 0),
    ]


def _times(cards: ParameterFeatures, at: Rows) -> Floats:
    """How surely each card is a date or a time."""
    found: Floats = cards.strengths[at][:, _TIME].max(axis=1)
    return found


def _types(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows
) -> list[NDArray[np.generic]]:
    type_a, type_b = outputs.type[a], inputs.type[b]
    known = (type_a > 0) & (type_b > 0)
    numeric = np.isin(type_a, _NUMBERS) & np.isin(type_b, _NUMBERS)
    same = known & ((type_a == type_b) | numeric)
    same_format, formats_differ = _numbers(outputs.format[a], inputs.format[b])
    choices_a, choices_b = outputs.enum[a], inputs.enum[b]
    choices = _shared(choices_a, choices_b, np.ones_like(inputs.weight))
    has_a, has_b = choices_a[:, 0] > 0, choices_b[:, 0] > 0
    boolean = TYPES.index("boolean")
    flag = np.maximum(outputs.strengths[a][:, _FLAG], inputs.strengths[b][:, _FLAG])
    return [
        same,
        known & ~same,
        same_format,
        formats_differ,
        choices,
        has_a & has_b & (choices == 0),
        has_b & ~has_a,
        np.maximum(flag, (type_a == boolean) | (type_b == boolean)),
    ]


def _numbers(one: Rows, other: Rows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether both are given and equal; whether both are given and differ."""
    both = (one > 0) & (other > 0)
    return both & (one == other), both & (one != other)


def _roles(one: NDArray[np.int8], other: NDArray[np.int8]) -> list[NDArray[np.bool_]]:
    product = one * other
    return [
        (product > 0).any(axis=1),
        (product < 0).any(axis=1),
        ((one == 0) != (other == 0)).any(axis=1),
        (one[:, 0] == 0) & (other[:, 0] < 0),
        (one[:, 0] < 0) & (other[:, 0] == 0),
    ]


def _inputs(
    outputs: ParameterFeatures, inputs: ParameterFeatures, a: Rows, b: Rows
) -> list[NDArray[np.generic]]:
    strong = inputs.strengths[b]
    numeric = outputs.numeric[a] & inputs.numeric[b]
    plain = inputs.works[b] & ~inputs.numeric[b] & (inputs.type[b] <= TYPES.index("string"))
    return [
        inputs.works[b] * numeric * inputs.plain[b],
        plain * strong[:, columns("text data query")].max(axis=1),
        strong[:, columns(NEVER_TAKEN)].max(axis=1),
        outputs.numeric[a] * strong[:, columns("text query")].max(axis=1),
        outputs.is_list[a] & ~inputs.is_list[b],
        *(strong[:, columns(kinds)].max(axis=1) for kinds in GROUPS.values()),
    ]
