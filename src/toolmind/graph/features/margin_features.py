"""Margins of a pair: a better output for its input, a better input for its output."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.pair_features import Indices, tool_count
from toolmind.graph.features.parameter_features import Floats, ParameterFeatures

MARGIN_FEATURES = ("a better output in the source", "a better input in the target")


def margin_features(
    score: Floats, outputs: ParameterFeatures, inputs: ParameterFeatures, o: Indices, i: Indices
) -> Floats:
    """By how much the best competitor's score is above the pair's own [pairs, 2]; below 0 if best.

    Competitors are among the pairs given: other outputs of the same tool for the same input, and
    other inputs of the same tool for the same output.
    """
    return margins_of(score, *competition_groups(outputs, inputs, o, i))


def competition_groups(
    outputs: ParameterFeatures, inputs: ParameterFeatures, o: Indices, i: Indices
) -> tuple[Indices, Indices]:
    """Return the groups that each pair competes in, by number: for its input, for its output."""
    source = outputs.tool[o].astype(np.int64) * (len(inputs.tool) + 1) + i
    target = o.astype(np.int64) * (tool_count(outputs, inputs) + 1) + inputs.tool[i]
    return source, target


def margins_of(score: Floats, source: Indices, target: Indices) -> Floats:
    """By how much the best competitor in each group is above the pair's own score [pairs, 2]."""
    return np.stack([_margin(score, source), _margin(score, target)], axis=1)


def _margin(score: Floats, group: NDArray[np.int64]) -> Floats:
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
    margin = np.empty(len(score), dtype=np.float32)
    margin[order] = np.where(leads, np.repeat(second, size), best) - ranked
    return margin
