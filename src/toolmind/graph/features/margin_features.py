"""Rivals of a link: another output that fits the input better, another input that fits better."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.pair_features import Indices, len_tools
from toolmind.graph.features.parameter_features import Floats, ParameterFeatures

MARGIN_FEATURES = ("a better output in the source", "a better input in the target")


def margin_features(
    score: Floats, outputs: ParameterFeatures, inputs: ParameterFeatures, o: Indices, i: Indices
) -> Floats:
    """By how much the best rival's score is above the pair's own [pairs, 2]; below 0 if best.

    Rivals are among the pairs given: other outputs of the same tool for the same input, and other
    inputs of the same tool for the same output.
    """
    return gaps(score, *contests(outputs, inputs, o, i))


def contests(
    outputs: ParameterFeatures, inputs: ParameterFeatures, o: Indices, i: Indices
) -> tuple[Indices, Indices]:
    """Give the contests of each pair as numbers: that for its input, that for its output."""
    source = outputs.tool[o].astype(np.int64) * (len(inputs.tool) + 1) + i
    target = o.astype(np.int64) * (len_tools(outputs, inputs) + 1) + inputs.tool[i]
    return source, target


def gaps(score: Floats, source: Indices, target: Indices) -> Floats:
    """By how much the best rival in each contest is above the pair's own score [pairs, 2]."""
    return np.stack([_gap(score, source), _gap(score, target)], axis=1)


def _gap(score: Floats, group: NDArray[np.int64]) -> Floats:
    """Best other score of the group (0 where there is none), less the own score."""
    if not len(score):
        return np.zeros(0, dtype=np.float32)
    order = np.lexsort((-score, group))
    ranked, groups = score[order], group[order]
    first = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    size = np.diff(np.r_[first, len(groups)])
    best = np.repeat(ranked[first], size)
    second = np.zeros(len(first), dtype=np.float32)
    second[size > 1] = ranked[first[size > 1] + 1]
    leads = np.zeros(len(groups), dtype=np.bool_)
    leads[first] = True
    gap = np.empty(len(score), dtype=np.float32)
    gap[order] = np.where(leads, np.repeat(second, size), best) - ranked
    return gap
