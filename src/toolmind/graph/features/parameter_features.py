"""The features of parameters, in arrays.

Parameters that are described alike share one row of features, and rows share what they have in
common: real pools repeat themselves a lot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.index.quantized import QuantizedVectors, SharedRows

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

NAME, ENTITY, ALL, SUBJECT = 6, 6, 20, 4
"""Words kept of the name, of the entity, of all texts, and of the subject of a parameter."""
ENUM = 12
TYPES = ("", "string", "integer", "number", "boolean", "object", "array", "null")


@dataclass(frozen=True, eq=False)
class ParameterFeatures:
    """Parameters (n) and their distinct rows of features (u), column by column."""

    tool: Ints
    """[n] position of the tool."""
    row: Ints
    """[n] row of its features."""
    own_input: NDArray[np.bool_]
    """[n] of an output: the tool has an input of the same name, so the value may be an echo."""
    domain: Ints
    """[n] domain of the tool."""

    name: SharedRows[np.int32]
    """[u, NAME] ids of the words of the name, 0 for none; `entity` and `all` likewise."""
    entity: SharedRows[np.int32]
    all: Ints
    subject: SharedRows[np.int32]
    """[u, SUBJECT] the thing whose value this is: of the hotel, of the event."""
    bare: NDArray[np.bool_]
    """[u] whether the name alone does not say whose it is: `id`, `name`, `parent`."""
    weight: Floats
    """[words] weight of each word of the vocabulary."""
    name_vector: QuantizedVectors
    """[u, d] unit length, in bytes to save memory; the other three vectors likewise."""
    entity_vector: QuantizedVectors
    text_vector: QuantizedVectors
    whole_vector: QuantizedVectors
    semantic_vector: SharedRows[np.float32]
    """[u, types] rotated so that a dot product honours types that are alike; unit length or 0."""
    semantic_scores: SharedRows[np.float32]
    """[u, types] as read, see `semantic_type_vector`."""
    type: NDArray[np.int8]
    format: Ints
    enum: SharedRows[np.int32]
    roles: NDArray[np.int8]
    pattern: Ints
    """[u] id of the resource path pattern that the description gives, 0 for none."""
    is_list: NDArray[np.bool_]
    numeric: NDArray[np.bool_]
    generic: Floats
    """[u] how little the texts tell of whose value it is, at most 1, see `genericness`."""
    recorded: NDArray[np.bool_]
    """[u] whether it tells what was, or was last: of a time, that a system recorded it."""
    computes: NDArray[np.bool_]
    """[u] of an input: its tool computes on whatever it is given, as a converter does."""
