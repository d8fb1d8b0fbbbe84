"""Parameters as arrays: rows shared by what is described alike, the same however they come."""

from __future__ import annotations

import numpy as np
import pytest

from parameter_pairs import field, two_tools
from toolmind.graph.features import featurizer
from toolmind.graph.features.featurizer import Featurizer, collect_parameters, featurize
from toolmind.graph.features.parameter_features import ParameterFeatures
from toolmind.graph.features.parameters import input_parameters, output_parameters
from toolmind.graph.features.semantic_types import SEMANTIC_TYPES
from toolmind.records import Tool


def shop(count: int = 3, domains: int = 2) -> list[Tool]:
    """Tools that share one parameter, and have one of their own each."""
    return [
        Tool(
            id=f"t{at}",
            name="get_order",
            domain=f"domain {at % domains}",
            parameters={
                "type": "object",
                "properties": {
                    "order_id": field("ID of the order"),
                    f"own_{at}": field(f"Number {at}", enum=["a", "B"], format="x"),
                },
            },
            returns={
                "type": "object",
                "properties": {"order_id": field("ID of the order"), "city": field("City")},
            },
        )
        for at in range(count)
    ]


def of(tools: list[Tool]) -> tuple[ParameterFeatures, ParameterFeatures]:
    return featurize(tools, output_parameters(tools, 4), input_parameters(tools, 4))


def test_parameters_that_are_described_alike_share_one_row() -> None:
    outputs, inputs = of(shop())
    assert outputs.row.tolist() == [0, 1, 0, 1, 0, 1]
    assert inputs.row.tolist() == [0, 1, 0, 2, 0, 3]
    assert len(outputs.bare) == 2 and len(inputs.bare) == 4
    assert outputs.tool.tolist() == [0, 0, 1, 1, 2, 2]
    assert outputs.domain.tolist() == [0, 0, 1, 1, 0, 0]
    assert outputs.own_input.tolist() == [True, False] * 3


def test_a_tools_name_tells_of_its_parameters_too() -> None:
    named = [Tool(id="a", name="get_hotel", parameters=shop()[0].parameters), shop()[0]]
    _, inputs = of(named)
    assert len(set(inputs.row.tolist())) == 4


def test_outputs_and_inputs_share_one_numbering_of_words() -> None:
    outputs, inputs = of(shop())
    assert np.array_equal(outputs.name[0], inputs.name[0])
    assert np.array_equal(outputs.entity[0], inputs.entity[0])
    assert outputs.weight is inputs.weight
    assert np.array_equal(outputs.semantic_scores[0], inputs.semantic_scores[0])


def test_a_value_may_be_a_number_by_its_meaning_whatever_its_type() -> None:
    outputs, inputs = of(two_tools(("price", field("Price of the room")), ("city", field("City"))))
    assert outputs.numeric.tolist() == [True]
    assert inputs.numeric.tolist() == [False]
    assert outputs.semantic_scores[0][SEMANTIC_TYPES.index("money")] > 0.8


def test_types_formats_choices_and_roles_are_read() -> None:
    outputs, inputs = of(
        two_tools(
            ("count", {"type": "integer"}),
            ("from_city", {"type": "array", "items": field("", enum=["Rome"], format="x")}),
        )
    )
    assert (outputs.type.tolist(), inputs.type.tolist()) == ([2], [1])
    assert (outputs.format[0], outputs.enum[0][0]) == (0, 0)
    assert inputs.format[0] > 0 and inputs.enum[0][0] > 0 and inputs.is_list[0]
    assert inputs.roles[0][0] == -1 and not outputs.roles[0].any()


@pytest.mark.parametrize("chunk", [1, 2, 5])
def test_features_are_the_same_however_many_are_made_at_once(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = of(shop(7))
    monkeypatch.setattr(featurizer, "_CHUNK", chunk)
    for one, other in zip(of(shop(7)), whole, strict=True):
        for name in ("row", "bare", "generic", "type", "roles", "numeric", "recorded", "computes"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        for name in ("semantic_scores", "semantic_vector"):
            assert np.array_equal(getattr(one, name)[:], getattr(other, name)[:]), name
        for name in ("name_vector", "entity_vector", "text_vector", "whole_vector"):
            assert np.allclose(getattr(one, name)[:], getattr(other, name)[:], atol=1e-6), name
        for name in ("name", "entity", "subject", "all"):  # words by what they weigh, not by number
            words = [made.weight[getattr(made, name)[:]] for made in (one, other)]
            assert np.array_equal(*words), name


def test_parameters_may_come_in_any_order() -> None:
    tools = shop()
    outputs, inputs = output_parameters(tools, 4), input_parameters(tools, 4)
    made = Featurizer()
    collect_parameters(made, tools, outputs[::-1], inputs[::-1])
    backwards, _ = made.features()
    assert backwards.tool.tolist() == [one.tool for one in outputs[::-1]]
    straight = of(tools)[0]
    assert np.array_equal(backwards.type[backwards.row], straight.type[straight.row][::-1])


def test_of_no_parameters_there_are_no_rows() -> None:
    outputs, inputs = of([Tool(id="t", name="t")])
    assert len(outputs.row) == len(inputs.row) == 0
    assert outputs.text_vector[:].shape[0] == 0
