"""Chains are shared out among domains as the quotas say, and none has too many."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from drawn_chains import material
from small_graphs import Joint, small_graph
from toolmind.chains.quota import starts_of
from toolmind.chains.walk import sample_chains
from toolmind.config import ChainsConfig, QuotaConfig
from toolmind.errors import ConfigError
from toolmind.graph.build import build_graph

NAMES = ("a", "b", "c")
DOMAINS = np.array([0] * 6 + [1] * 3 + [2])


def shares(**domains: Any) -> list[float]:
    made = starts_of(DOMAINS, NAMES, QuotaConfig.model_validate({"domains": domains}))
    assert made
    numbers = np.arange(5000, 7000)
    return (np.bincount(made.domains_of(numbers), minlength=3) / len(numbers)).round(2).tolist()


def test_what_a_quota_leaves_goes_to_the_others_by_their_tools() -> None:
    assert starts_of(DOMAINS, NAMES, QuotaConfig()) is None
    assert shares(a=0.2) == [0.2, 0.6, 0.2]
    assert shares(c={"min": 0.4}) == [0.4, 0.2, 0.4]
    assert shares(a=0.2, b=0.3) == [0.2, 0.3, 0.5]
    assert shares(a=1.0) == [0.6, 0.3, 0.1]


@pytest.mark.parametrize(
    ("domains", "why"),
    [
        ({"aa": 0.2}, "did you mean 'a'"),
        ({"a": 0.2, "b": 0.2, "c": 0.2}, "40% of the chains"),
    ],
)
def test_quotas_that_cannot_be_are_refused(domains: Any, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        starts_of(DOMAINS, NAMES, QuotaConfig.model_validate({"domains": domains}))


@pytest.mark.parametrize(
    "quota", [{"a": {"min": 0.5, "max": 0.2}}, {"a": {"min": 0.6}, "b": {"min": 0.6}}, {"a": 2}]
)
def test_shares_are_shares(quota: Any) -> None:
    with pytest.raises(ValidationError):
        QuotaConfig.model_validate({"domains": quota})


def test_chains_of_real_tools_keep_to_their_quotas() -> None:
    tools, _ = material()
    fields = {tool.id: tool.domain.partition("/")[0] for tool in tools.values()}
    graph = build_graph(list(tools.values()))
    plain = Counter(fields[one.tools[0]] for one in sample_chains(graph, 600, 0))
    (most, times), *_, (seldom, _) = plain.most_common()
    quota = {"tool": 0.04, "domains": {most: times / 1200, seldom: {"min": 0.2}}}
    config = ChainsConfig.model_validate({"quota": quota})
    chains = list(sample_chains(graph, 600, 0, config))
    begun = Counter(fields[one.tools[0]] for one in chains)
    assert begun[most] <= times / 2 + 6
    assert begun[seldom] >= 0.2 * 600 - 6
    assert chains[:100] == list(sample_chains(graph, 100, 0, config))


def test_no_tool_is_in_more_chains_than_its_quota() -> None:
    names = [f"api.tool_{at}" for at in range(30)]
    hub = [Joint(name, "id", "api.tool_0", "id") for name in names[1:]]
    ring = [Joint(one, "id", other, "id", 0.8) for one, other in pairwise(names[1:])]
    graph = small_graph(names, hub + ring)
    config = {"min_length": 2, "max_length": 3, "quota": {"tool": 0.1}}
    chains = list(sample_chains(graph, 2048, 0, ChainsConfig.model_validate(config)))
    called = Counter(tool for one in chains for tool in one.tools)
    assert max(called.values()) <= 0.1 * 2048 + 1
