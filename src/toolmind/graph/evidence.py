"""Evidence that an output can feed an input: a row of numbers for each pair, each with a name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.cards import TYPES, Cards, Floats
from toolmind.graph.kinds import GROUPS, KINDS, NEVER_TAKEN, columns
from toolmind.graph.packed import Vectors

Indices = NDArray[np.int64]
Rows = NDArray[np.int32]

EVIDENCE = (
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
    "list into one",
    *(f"input is {group}" for group in GROUPS),
    "target returns such values itself",
    "bare output of the thing asked for",
    "bare input of the thing given",
    "bare names of different things",
)
"""What `evidence` tells of a pair; see `_chunk` for how each is measured, most from 0 to 1."""

_CHUNK = 32_768
_NEAR = 2048
"""Pairs whose vectors, 2 MB a side, stay in the processor's cache."""
_NUMBERS = (TYPES.index("integer"), TYPES.index("number"))
_NAMED = columns("name venue person category media status")
_FLAG = KINDS.index("flag")


def evidence(outputs: Cards, inputs: Cards, o: Indices, i: Indices) -> Floats:
    """Evidence on the pairs (o[k], i[k]), positions of parameters [pairs, len(EVIDENCE)]."""
    made = np.empty((len(o), len(EVIDENCE)), dtype=np.float32)
    returned = _returned(outputs, len_tools(outputs, inputs))
    for at in range(0, len(o), _CHUNK):
        part = slice(at, at + _CHUNK)
        made[part] = _chunk(outputs, inputs, o[part], i[part], returned)
    return made


def len_tools(outputs: Cards, inputs: Cards) -> int:
    """How many tools the cards speak of: one more than the highest position."""
    return 1 + max(
        (int(cards.tool.max()) for cards in (outputs, inputs) if len(cards.tool)), default=0
    )


def _returned(outputs: Cards, tools: int) -> Floats:
    """Kinds of value that each tool finds out itself [tools, kinds]; echoes of inputs left out."""
    found = np.zeros((tools, len(KINDS)), dtype=np.float32)
    own = ~outputs.own_input
    strong = outputs.strengths[outputs.card[own]]
    np.maximum.at(found, outputs.tool[own], strong * (strong > 0.8))
    return found


def _chunk(outputs: Cards, inputs: Cards, o: Indices, i: Indices, returned: Floats) -> Floats:
    a, b = outputs.card[o], inputs.card[i]
    entity = _shared(outputs.entity[a], inputs.entity[b], inputs.weight)
    made = [
        *_words(outputs, inputs, a, b, entity, outputs.domain[o] == inputs.domain[i]),
        _dot(outputs.name_vector, inputs.name_vector, a, b),
        _dot(outputs.entity_vector, inputs.entity_vector, a, b),
        _dot(outputs.text_vector, inputs.text_vector, a, b),
        np.maximum(
            _dot(outputs.entity_vector, inputs.text_vector, a, b),
            _dot(outputs.text_vector, inputs.entity_vector, a, b),
        ),
        _dot(outputs.whole_vector, inputs.whole_vector, a, b),
        *_kinds(outputs, inputs, a, b, entity),
        *_types(outputs, inputs, a, b),
        *_roles(outputs.roles[a], inputs.roles[b]),
        *_numbers(outputs.pattern[a], inputs.pattern[b]),
        *_inputs(outputs, inputs, a, b),
        _finds_itself(outputs.strengths[a], inputs.strengths[b], returned[inputs.tool[i]]),
        *_bare(outputs, inputs, a, b, entity),
    ]
    return np.stack([np.asarray(column, dtype=np.float32) for column in made], axis=1)


def _words(
    outputs: Cards, inputs: Cards, a: Rows, b: Rows, entity: Floats, domain: NDArray[np.bool_]
) -> list[Floats]:
    weight = inputs.weight
    name = _shared(outputs.name[a], inputs.name[b], weight)
    same = (name > 0.999).astype(np.float32)
    return [
        same,
        same * domain,
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


def _dot(one: Vectors, other: Vectors, a: Rows, b: Rows) -> Floats:
    """Products of the rows `a` of the one with the rows `b` of the other."""
    product = np.empty(len(a), dtype=np.float32)
    # A few rows at a time stay in the processor's cache.
    for at in range(0, len(a), _NEAR):
        part = slice(at, at + _NEAR)
        product[part] = np.einsum("nd,nd->n", one[a[part]], other[b[part]])
    return product


def _bare(outputs: Cards, inputs: Cards, a: Rows, b: Rows, entity: Floats) -> list[Floats]:
    """Whether a name that alone says little (`id`, `parent`) belongs to the thing meant."""
    output, taken = outputs.bare[a], inputs.bare[b]
    return [output * entity, taken * entity, output * taken * (1 - entity)]


def _kinds(
    outputs: Cards, inputs: Cards, a: Rows, b: Rows, entity: Floats
) -> list[NDArray[np.generic]]:
    same = _dot(outputs.kinds, inputs.kinds, a, b)
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


def _types(outputs: Cards, inputs: Cards, a: Rows, b: Rows) -> list[NDArray[np.generic]]:
    type_a, type_b = outputs.type[a], inputs.type[b]
    known = (type_a > 0) & (type_b > 0)
    numeric = np.isin(type_a, _NUMBERS) & np.isin(type_b, _NUMBERS)
    same = known & ((type_a == type_b) | numeric)
    same_format, formats_differ = _numbers(outputs.format[a], inputs.format[b])
    choices_a, choices_b = outputs.enum[a], inputs.enum[b]
    choices = _shared(choices_a, choices_b, np.ones_like(inputs.weight))
    has_a, has_b = choices_a[:, 0] > 0, choices_b[:, 0] > 0
    boolean = TYPES.index("boolean")
    flag = np.maximum(outputs.strengths[a, _FLAG], inputs.strengths[b, _FLAG])
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


def _inputs(outputs: Cards, inputs: Cards, a: Rows, b: Rows) -> list[NDArray[np.generic]]:
    strong = inputs.strengths[b]
    numeric = outputs.numeric[a] & inputs.numeric[b]
    plain = inputs.works[b] & ~inputs.numeric[b] & (inputs.type[b] <= TYPES.index("string"))
    return [
        inputs.works[b] * numeric.astype(np.float32),
        plain * strong[:, columns("text data query")].max(axis=1),
        strong[:, columns(NEVER_TAKEN)].max(axis=1),
        outputs.is_list[a] & ~inputs.is_list[b],
        *(strong[:, columns(kinds)].max(axis=1) for kinds in GROUPS.values()),
    ]


def _finds_itself(output: Floats, taken: Floats, returned: Floats) -> Floats:
    """How surely the target returns values of the output's kind while the input is not of it.

    A search that returns an address and takes a place wants a coarser place.
    """
    found: Floats = np.minimum(output, returned).max(axis=1)
    found[np.minimum(output, taken).max(axis=1) >= 0.5] = 0
    return found
