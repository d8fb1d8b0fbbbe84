"""The columns have the shapes that they are said to have."""

from __future__ import annotations

import numpy as np

from graph_tools import shop_tools
from parameter_pairs import features_of, field, two_tools
from toolmind.graph.embedding.static import static_embedder
from toolmind.graph.features.parameter_features import ALL, ENTITY, ENUM, NAME, SUBJECT, TYPES
from toolmind.graph.features.parameter_text import ROLES
from toolmind.graph.features.semantic_types import SEMANTIC_TYPES


def test_columns_are_of_parameters_or_of_distinct_ones() -> None:
    width = static_embedder().dimensions
    for made in features_of([*shop_tools(), *shop_tools()]):
        count, rows = len(made.tool), 1 + int(made.row.max())
        assert count >= 2 * rows
        for column in (made.row, made.own_input, made.domain):
            assert column.shape == (count,)
        for name in ("bare", "type", "format", "pattern", "is_list", "numeric", "generic"):
            assert getattr(made, name).shape == (rows,), name
        assert made.recorded.shape == made.computes.shape == (rows,)
        assert made.all.shape == (rows, ALL)
        assert made.roles.shape == (rows, len(ROLES))
        for table, columns in (
            (made.name, NAME),
            (made.entity, ENTITY),
            (made.subject, SUBJECT),
            (made.enum, ENUM),
            (made.semantic_scores, len(SEMANTIC_TYPES)),
            (made.semantic_vector, len(SEMANTIC_TYPES)),
            (made.name_vector, width),
            (made.entity_vector, width),
            (made.text_vector, width),
            (made.whole_vector, width),
        ):
            assert table[:].shape == (rows, columns)


def test_vectors_are_of_unit_length_or_nothing() -> None:
    for made in features_of(shop_tools()):
        for table in (made.semantic_vector, made.name_vector, made.whole_vector):
            lengths = np.linalg.norm(table[:], axis=1)
            assert (np.isclose(lengths, 1, atol=0.01) | (lengths == 0)).all()


def test_a_word_weighs_about_as_much_as_another() -> None:
    outputs, _ = features_of(shop_tools())
    assert ((outputs.weight >= 0.2) & (outputs.weight <= 2)).all()
    assert 0.7 < np.median(outputs.weight) < 1.3


def test_a_phrase_keeps_its_first_words_and_a_type_that_is_none_is_not_told() -> None:
    words = "one two three four five six seven eight"
    outputs, inputs = features_of(
        two_tools((words.replace(" ", "_"), {"type": "money"}), ("a", field("")))
    )
    assert (outputs.name[0] > 0).sum() == NAME
    assert (inputs.name[0] > 0).sum() == 1
    assert [TYPES[int(made.type[0])] for made in (outputs, inputs)] == ["", "string"]
