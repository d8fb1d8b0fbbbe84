"""Chains of real tools to plan scenarios from, and small tools of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random

from hypothesis import strategies as st

from toolmind.chains.distractors import Distractors
from toolmind.chains.walk import Chains, sample_chains
from toolmind.config import ChainsConfig, ScenariosConfig
from toolmind.graph.build import build_graph
from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline, ScenarioKind
from toolmind.scenarios.kinds.load import build_kinds
from toolmind.scenarios.plan import Planner
from toolmind.tools.pool import read_pool, shipped_pool_path

CHAINS = 60
INDEXES = st.integers(0, CHAINS - 1)
SEEDS = st.integers(0, 50)
TEXT: Schema = {"type": "string"}


@lru_cache(maxsize=1)
def material() -> tuple[dict[str, Tool], list[Chain]]:
    pool = list(read_pool([shipped_pool_path()]))[::6]
    return {tool.id: tool for tool in pool}, list(sample_chains(build_graph(pool), CHAINS, 0))


@lru_cache(maxsize=1)
def walked() -> Chains:
    return Chains(build_graph(list(material()[0].values())), 0, ChainsConfig())


@lru_cache(maxsize=1)
def distractors() -> Distractors:
    return Distractors(list(material()[0].values()))


@dataclass(frozen=True)
class Further:
    """The chains of the material as those that a planner takes beside an item's own."""

    lone: tuple[str, ...] = ()
    visits: Mapping[str, int] = field(default_factory=dict)

    def reserve(self, number: int, about: str = "") -> Chain:
        """Return a chain by its number, of the same domain as a tool where there is one."""
        tools, chains = material()
        domain = tools[about].domain if about else ""
        same = [one for one in chains if tools[one.tools[0]].domain == domain] or chains
        return same[number % len(same)]

    def at_odds(self, first: Sequence[str], second: Sequence[str]) -> bool:
        """Let any two chains be joined."""
        return False

    def beside(self, tool: str) -> Sequence[str]:
        """Return those of the material's graph."""
        return walked().beside(tool)

    def undoing(self, tool: str) -> str:
        """Return that of the material's graph."""
        return walked().undoing(tool)

    def finders(self, tool: str, path: str) -> Sequence[tuple[str, Link]]:
        """Return those of the material's graph."""
        return walked().finders(tool, path)


def planner(config: ScenariosConfig, seed: int) -> Planner:
    return _planner(config.model_dump_json(), seed)


@lru_cache(maxsize=16)
def _planner(settings: str, seed: int) -> Planner:
    config = ScenariosConfig.model_validate_json(settings)
    tools, _ = material()
    return Planner(config, build_kinds(config), tools, Further(), distractors(), seed)


def drawn(index: int, optional_rate: float = 0.15) -> Drawn:
    tools, chains = material()
    return Drawn(
        chain=chains[index],
        tools=tools,
        optional_rate=optional_rate,
        another=lambda: chains[(index + 1) % CHAINS],
        alike=distractors().near,
    )


def drawn_of(*tools: Tool, optional_rate: float = 0.0) -> Drawn:
    """Return a chain of the given tools, without links."""
    chain = Chain(id="c", tools=tuple(tool.id for tool in tools))
    by_id = {tool.id: tool for tool in tools}
    return Drawn(chain=chain, tools=by_id, optional_rate=optional_rate)


def a_tool(name: str, required: list[str], **properties: Schema) -> Tool:
    parameters = {"type": "object", "properties": properties, "required": required}
    return Tool(id=name, name=name, description="", parameters=parameters)


def holding(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def outlines(kind: ScenarioKind, seeds: int = 2) -> list[Outline]:
    """Return what a kind makes of the material; at least one chain allows it."""
    planned = [
        kind.plan(drawn(index), Random(seed)) for index in range(CHAINS) for seed in range(seeds)
    ]
    made = [one for one in planned if one]
    assert made
    return made
