"""Which trajectories of a run go where: parts for training and validation, in shards, in an order.

All of it is chosen from indices and the names of tools, before any trajectory is read: parts of any
size are then written as streams.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from toolmind.errors import ConfigError
from toolmind.formats.base import KeptTrajectory
from toolmind.records import Record


class SplitOptions(Record, frozen=True):
    """How an export is parted.

    `validation` is the share of the trajectories that are put aside with the tools that they call;
    `shards` how many parts each of the two is written in; `shuffle` the seed of their order (by
    default that of the run); `weights` how many times the trajectories of a source of tools are
    taken: 0.5 every other one, 2 each twice, as named in the sources of their tools.
    """

    validation: float = 0.0
    shards: int = 1
    shuffle: int | None = None
    weights: dict[str, float] = {}

    def check(self) -> None:
        """Refuse what cannot be.

        Raises:
            ConfigError: a number is out of its bounds.
        """
        if not 0 <= self.validation < 1:
            raise ConfigError(f"validation is a share from 0 to under 1, not {self.validation}")
        if self.shards < 1:
            raise ConfigError(f"shards are 1 or more, not {self.shards}")
        for source, weight in self.weights.items():
            if weight < 0:
                raise ConfigError(f"the weight of {source!r} is 0 or more, not {weight}")


class Traits(NamedTuple):
    """What a split is chosen by: a trajectory's index, the tools that it calls, their sources."""

    at: int
    called: frozenset[str]
    sources: frozenset[str]


class Part(NamedTuple):
    """A folder of an export: the trajectories in it, by index and number of the copy."""

    name: str
    taken: Sequence[tuple[int, int]]


def parts_of(traits: Iterable[Traits], options: SplitOptions) -> tuple[list[Part], frozenset[str]]:
    """Return the parts, and the tools that only validation may show.

    No trajectory is in two parts, and none of training calls a tool of those.
    """
    known = list(traits)
    held_out = held_out_tools(known, options.validation, options.shuffle or 0)
    sides: dict[str, list[tuple[int, int]]] = {"train": []}
    if options.validation:
        sides["validation"] = []
    for one in known:
        if one.called & held_out:
            sides["validation"].append((one.at, 0))
        else:
            sides["train"] += [(one.at, copy) for copy in range(_times(one, options))]
    parts = []
    for name, taken in sides.items():
        if options.shuffle is not None:
            Random(f"{options.shuffle}|{name}").shuffle(taken)
        parts += _shards(name, taken, options.shards)
    return parts, held_out


def held_out_tools(traits: Sequence[Traits], share: float, seed: int) -> frozenset[str]:
    """Choose tools, so that near `share` of the trajectories call one of them, and no more.

    Tools are drawn in an order of the seed; one that would take the share too far is passed over.
    """
    if not share:
        return frozenset()
    calling: dict[str, set[int]] = defaultdict(set)
    for one in traits:
        for tool in one.called:
            calling[tool].add(one.at)
    order = sorted(calling)
    Random(f"{seed}|tools").shuffle(order)
    chosen, taken = set(), set[int]()
    for tool in order:
        if len(taken | calling[tool]) <= share * len(traits):
            chosen.add(tool)
            taken |= calling[tool]
    return frozenset(chosen)


def without_tools(kept: KeptTrajectory, held_out: Collection[str]) -> KeptTrajectory:
    """Return a trajectory that shows none of the tools held out: it calls none of them."""
    if not held_out:
        return kept
    return replace(kept, tools=tuple(one for one in kept.tools if one.id not in held_out))


def names_one(kept: KeptTrajectory, held_out: Collection[str]) -> bool:
    """Say whether a text speaks of a tool held out, so that training would show it after all."""
    names = [tool.name for tool in kept.tools if tool.id in held_out]
    return any(
        name in text
        for name in names
        for message in kept.trajectory.messages
        for text in (message.content, message.reasoning)
    )


def copy_of(kept: KeptTrajectory, number: int) -> KeptTrajectory:
    """Return a trajectory that is taken once more, under an id of its own."""
    if not number:
        return kept
    again = replace(kept.trajectory, id=f"{kept.trajectory.id}~{number + 1}")
    return replace(kept, trajectory=again)


def _times(one: Traits, options: SplitOptions) -> int:
    """Return how many times a trajectory is taken: of several sources, by the greatest weight."""
    weight = max((options.weights.get(name, 1.0) for name in one.sources), default=1.0)
    chance = Random(f"{options.shuffle or 0}|{one.at}").random()
    return int(weight) + (chance < weight % 1)


def _shards(name: str, taken: Sequence[tuple[int, int]], shards: int) -> list[Part]:
    if shards == 1:
        return [Part(name, taken)]
    bounds = [len(taken) * at // shards for at in range(shards + 1)]
    return [
        Part(f"{name}-{at:05}-of-{shards:05}", taken[bounds[at] : bounds[at + 1]])
        for at in range(shards)
    ]
