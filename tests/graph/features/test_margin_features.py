"""By how much the best competitor of a pair is better than it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parameter_pairs import features_of, field
from toolmind.graph.features.margin_features import competition_groups, margin_features, margins_of
from toolmind.records import Tool


def test_margins_say_how_much_better_the_best_other_is() -> None:
    tools = [
        Tool(
            id="a",
            name="a",
            returns={"type": "object", "properties": {"p": field("p"), "q": field("q")}},
        ),
        Tool(id="b", name="b", parameters={"type": "object", "properties": {"p": field("p")}}),
    ]
    outputs, inputs = features_of(tools)
    score = np.array([0.9, 0.3], dtype=np.float32)
    pairs = np.array([0, 1]), np.array([0, 0])
    margins = margin_features(score, outputs, inputs, *pairs)
    assert margins[:, 0] == pytest.approx([-0.6, 0.6])
    assert margins[:, 1] == pytest.approx([-0.9, -0.3])


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([0.1, 0.5, 0.5, 0.9])),
        max_size=20,
    )
)
def test_the_margin_is_to_the_best_other_of_the_group(rows: list[tuple[int, int, float]]) -> None:
    source, target = (np.array([row[k] for row in rows], dtype=np.int64) for k in (0, 1))
    score = np.array([row[2] for row in rows], dtype=np.float32)
    margins = margins_of(score, source, target)
    assert margins.shape == (len(rows), 2)
    for at, own in enumerate(score.tolist()):
        for column, groups in enumerate((source, target)):
            others = [
                one for k, one in enumerate(score.tolist()) if k != at and groups[k] == groups[at]
            ]
            assert margins[at, column] == pytest.approx(max(others, default=0.0) - own)


def test_pairs_compete_for_one_input_within_a_source_and_of_one_output_within_a_target() -> None:
    def tool(name: str, *fields: str) -> Tool:
        schema = {"type": "object", "properties": {one: field(one) for one in fields}}
        return Tool(id=name, name=name, parameters=schema, returns=schema)

    outputs, inputs = features_of([tool("a", "p", "q"), tool("b", "r")])
    o, i = (one.ravel() for one in np.indices((3, 3)))
    source, target = competition_groups(outputs, inputs, o, i)
    place = {pair: at for at, pair in enumerate(zip(o.tolist(), i.tolist(), strict=True))}
    assert source[place[0, 2]] == source[place[1, 2]], "p and q of a, for r"
    assert source[place[0, 2]] != source[place[2, 2]], "of a and of b"
    assert target[place[0, 0]] == target[place[0, 1]], "of p, for p and q of a"
    assert target[place[0, 0]] != target[place[0, 2]], "for a and for b"
    assert len(set(source.tolist())) == 6 and len(set(target.tolist())) == 6
