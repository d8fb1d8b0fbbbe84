"""An output of one tool and an input of another, to be compared."""

from __future__ import annotations

from typing import Any

from toolmind.graph.features.featurizer import featurize
from toolmind.graph.features.parameter_features import ParameterFeatures
from toolmind.graph.features.parameters import input_parameters, output_parameters
from toolmind.records import Tool

Named = tuple[str, dict[str, Any]]
"""A parameter's name and schema."""


def field(description: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "description": description, **more}


def two_tools(
    output: Named,
    taken: Named,
    *,
    names: tuple[str, str] = ("find_thing", "use_thing"),
    domains: tuple[str, str] = ("one", "one"),
) -> list[Tool]:
    """The tools `a`, which returns the output, and `b`, which takes the input."""
    returns = {"type": "object", "properties": dict([output])}
    parameters = {"type": "object", "properties": dict([taken])}
    return [
        Tool(id="a", name=names[0], domain=domains[0], returns=returns),
        Tool(id="b", name=names[1], domain=domains[1], parameters=parameters),
    ]


def features_of(tools: list[Tool]) -> tuple[ParameterFeatures, ParameterFeatures]:
    """The features of all outputs, and of all inputs, of some tools."""
    return featurize(tools, output_parameters(tools, 4), input_parameters(tools, 4))
