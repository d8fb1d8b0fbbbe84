"""Which pairs are worth scoring in a pool too large for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.graph import candidates as module
from toolmind.graph.candidates import candidates
from toolmind.graph.features.parameters import Parameter
from toolmind.graph.ports import Ports, PortsBuilder

Pairs = set[tuple[int, int]]


class Scorer:
    """A scorer that is asked for its vectors alone: one row for each port."""

    floor = 0.2

    def __init__(self, outputs: Any, inputs: Any) -> None:
        self.output_vectors, self.input_vectors = outputs, inputs
        self.output_rows = np.arange(len(outputs), dtype=np.int32)
        self.input_rows = np.arange(len(inputs), dtype=np.int32)


def ports(tools: list[int], domains: list[int]) -> Ports:
    """A port for each entry: its tool, in the tool's domain."""
    builder = PortsBuilder()
    for at, tool in enumerate(tools):
        one = Parameter(tool, f"p{at}", "p", "", "", "string", "", (), False, False)
        builder.add([one], domains[tool])
    return builder.build()


def unit(rng: np.random.Generator, rows: int) -> Any:
    made = rng.standard_normal((rows, 6)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def batches(outputs: Ports, inputs: Ports, scorer: Scorer, top_k: int) -> Iterator[Pairs]:
    for o, i in candidates(outputs, inputs, scorer, top_k):  # type: ignore[arg-type]
        pairs = list(zip(o.tolist(), i.tolist(), strict=True))
        assert len(pairs) == len(set(pairs)), "no pair is there twice"
        yield set(pairs)


def pool(seed: int) -> tuple[Ports, Ports, Scorer]:
    rng = np.random.default_rng(seed)
    tools = int(rng.integers(1, 9))
    domains = rng.integers(0, 3, tools).tolist()
    of_outputs, of_inputs = (np.sort(rng.integers(0, tools, 12)).tolist() for _ in "oi")
    outputs, inputs = ports(of_outputs, domains), ports(of_inputs, domains)
    return outputs, inputs, Scorer(unit(rng, 12), unit(rng, 12))


def test_of_a_small_pool_all_pairs_of_two_tools_are_scored() -> None:
    outputs, inputs, scorer = pool(1)
    (found,) = batches(outputs, inputs, scorer, 1)
    assert found == {
        (o, i) for o in range(12) for i in range(12) if outputs.tool[o] != inputs.tool[i]
    }


def test_of_an_empty_pool_there_are_no_pairs() -> None:
    nothing = PortsBuilder().build()
    some = ports([0], [0])
    for outputs, inputs in ((nothing, nothing), (some, nothing), (nothing, some)):
        assert list(batches(outputs, inputs, Scorer([], []), 1)) == [set()]


@settings(max_examples=40)
@given(st.integers(0, 500), st.integers(1, 3), st.sampled_from([1, 3, 100]))
def test_of_a_large_pool_the_nearest_within_a_domain_and_some_across_are_scored(
    seed: int, top_k: int, batch: int
) -> None:
    outputs, inputs, scorer = pool(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ALL_PAIRS", 0)
        patch.setattr(module, "_BATCH", batch * (2 * top_k + module._CROSS_DOMAIN))
        parts = list(batches(outputs, inputs, scorer, top_k))
    found = set().union(*parts) if parts else set()
    assert sum(map(len, parts)) == len(found)
    product = scorer.output_vectors @ scorer.input_vectors.T
    for o in range(12):
        within = [i for i in range(12) if inputs.domain[i] == outputs.domain[o]]
        nearest = sorted(within, key=lambda i: -product[o, i])[: 2 * top_k]
        wanted = {i for i in nearest if product[o, i] >= scorer.floor + 1e-4}
        mine = {i for other, i in found if other == o and inputs.domain[i] == outputs.domain[o]}
        assert {i for i in wanted if inputs.tool[i] != outputs.tool[o]} == mine - {
            i for i in mine if product[o, i] < scorer.floor + 1e-4
        }
        across = {i for other, i in found if other == o and inputs.domain[i] != outputs.domain[o]}
        assert all(product[o, i] >= 0.5 + scorer.floor / 2 - 1e-3 for i in across)
        assert all(
            i in across
            for i in range(12)
            if inputs.domain[i] != outputs.domain[o]
            and product[o, i] >= 0.5 + scorer.floor / 2 + 1e-3
        )
    for part in parts:
        tools = {outputs.tool[o] for o, _ in part}
        rest = {outputs.tool[o] for o, _ in found - part}
        assert not tools & rest, "all pairs of the outputs of a tool are in one part"


def test_of_inputs_alike_in_other_domains_one_is_taken_and_not_always_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_ALL_PAIRS", 0)
    outputs = ports(list(range(30)), [0] * 60)
    inputs = ports(list(range(30, 60)), [0] * 30 + [1] * 30)
    same = np.array([[1.0, 0.0]], dtype=np.float32)
    scorer = Scorer(np.repeat(same, 30, axis=0), same)
    scorer.input_rows = np.zeros(30, dtype=np.int32)
    found = set().union(*batches(outputs, inputs, scorer, 1))
    assert len(found) == 30 and len({o for o, _ in found}) == 30
    assert len({i for _, i in found}) > 10
