"""What a user does not think of until asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from toolmind.records import Chain, Tool
from toolmind.schema.slots import slots


def withheld(
    chain: Chain,
    wanted: Sequence[tuple[str, ...]],
    tools: Mapping[str, Tool],
    most: int,
    rng: Random,
) -> dict[int, tuple[str, ...]]:
    """Choose one to `most` required facts of those wanted, and return them by their step.

    None where there is none: what another step speaks of by the same words would be known all the
    same.
    """
    known = [slots(tools[tool].parameters) for tool in chain.tools]
    spoken = Counter(known[step][path].label for step, paths in enumerate(wanted) for path in paths)
    candidates = [
        (step, path)
        for step, paths in enumerate(wanted)
        for path in paths
        if known[step][path].required and spoken[known[step][path].label] == 1
    ]
    chosen = rng.sample(candidates, min(len(candidates), rng.randint(1, most)))
    return {
        step: tuple(path for path in wanted[step] if (step, path) in chosen)
        for step in sorted({step for step, _ in chosen})
    }
