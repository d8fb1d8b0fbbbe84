"""Planning a scenario: all that chance decides, before a model gives it words and values."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import accumulate
from itertools import chain as chained
from random import Random
from typing import Protocol

from msgspec.structs import asdict, replace

from toolmind.chains.distractors import Distractors
from toolmind.config import ScenariosConfig
from toolmind.errors import ConfigError, ItemError, boundary
from toolmind.records import JSON, Chain, Link, LinkEnds, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline, ScenarioKind
from toolmind.scenarios.shown import gist, shown_tools
from toolmind.scenarios.unasked import with_look_ups_unasked

_TRIES = 200
"""Chains that an item looks at for one that allows its kind (ours)."""

_GOLDEN = 0.6180339887498949
"""(√5 - 1) / 2."""

_SILVER = 0.41421356237309515
"""√2 - 1: its multiples, too, are spread evenly, and fall elsewhere than those of the other."""

_DAY = 7, 23
_DRAWS = 3
"""The hours when most write, and draws for a moment in them: one in 27 is of the night (ours)."""

_PROBED = 600
"""Chains after which a kind is taken for one that the tools do not allow (ours)."""


class ChainSource(Protocol):
    """The chains of a run, beside those that items are planned from at first."""

    @property
    def lone(self) -> Sequence[str]:
        """Ids of the tools that no chain comes to."""

    @property
    def visits(self) -> Mapping[str, int]:
        """How often tools occur in chains."""

    def reserve(self, number: int, about: str = "") -> Chain:
        """Return a chain by a number from 0 on, of the domain of a tool if there is one."""

    def at_odds(self, first: Sequence[str], second: Sequence[str]) -> bool:
        """Tell whether one of the second tools cannot follow one of the first."""

    def beside(self, tool: str) -> Sequence[str]:
        """Return the tools of the same domain, itself too."""

    def undoing(self, tool: str) -> str:
        """Return the tool that undoes what one makes; empty where there is none."""

    def finders(self, tool: str, path: str) -> Sequence[tuple[str, Link]]:
        """Return the tools whose results give an input of a tool, with the link, best first."""


class Plan(Outline, frozen=True, kw_only=True):
    """A scenario without words: an outline with its place in the run, tools, a date and a seed.

    `tools` are the ids of those shown, in the order shown. `clock` is the date and time of the
    dialogue (ISO 8601, minutes). `drawn` are the chains that the item is planned from at first,
    without the links `refused`.
    """

    index: int
    clock: str
    seed: int
    tools: tuple[str, ...] = ()
    drawn: tuple[Chain, ...] = ()
    refused: frozenset[LinkEnds] = frozenset()

    def rounds(self) -> int:
        """Return after how many rounds of calls the dialogue is over, as far as can be foreseen."""
        return 1 if self.parallel else max(1, len(self.chain.tools))


class Planner:
    """Plans the scenarios of a run: a kind for each, by weight, the tools shown, and a date.

    A kind that the chain of an item does not allow is given another chain. One that no chain
    allows, as far as is looked, is not made; `impossible` names it.

    Raises:
        ConfigError: none of the kinds asked for is possible.
    """

    def __init__(
        self,
        config: ScenariosConfig,
        kinds: Sequence[ScenarioKind],
        tools: Mapping[str, Tool],
        chains: ChainSource,
        distractors: Distractors,
        seed: int,
        named: Mapping[str, JSON] | None = None,
    ) -> None:
        """`kinds` are those of the configuration, in its order; `named` as in `Drawn`."""
        self._named = named or {}
        self._config, self._tools, self._seed = config, tools, seed
        self._chains, self._distractors = chains, distractors
        asked = [(kind, one.weight) for kind, one in zip(kinds, config.kinds, strict=True)]
        asked = [(kind, weight) for kind, weight in asked if weight]
        self._allowing = [self._probe(kind) for kind, _ in asked]
        self._kinds = [kind for kind, _ in asked]
        self._weights = [
            weight if chain else 0.0
            for (_, weight), chain in zip(asked, self._allowing, strict=True)
        ]
        self.impossible = tuple(
            kind.name for kind, chain in zip(self._kinds, self._allowing, strict=True) if not chain
        )
        """Names of the kinds asked for that no chain allows."""
        whole = sum(self._weights)
        self._bounds = [part / whole for part in accumulate(self._weights)] if whole else []
        if not whole:
            raise ConfigError(
                f"scenarios.kinds: no chain of these tools allows {', '.join(self.impossible)}."
                " Ask for other kinds, or for fewer calls of them (min_calls)"
            )

    def plan(self, index: int, chain: Chain) -> Plan:
        """Return the plan of one item of a run; the same for the same seed.

        Raises:
            ItemError: no chain was found for the item's kind.
        """
        alone = (lone,) if (lone := self._lone(index)) else ()
        return self._plan(index, (*alone, chain), Random(f"{self._seed}|plan|{index}"))

    def plan_again(self, plan: Plan, attempt: int) -> Plan:
        """Return a plan of the same kind for an item of which other chains were of no use.

        Raises:
            ItemError: no chain was found for the item's kind.
        """
        rng = Random(f"{self._seed}|plan|{plan.index}|{attempt}")
        chain = self._chains.reserve(rng.getrandbits(32))
        return self._plan(plan.index, (chain,), rng, plan.refused)

    def plan_without(self, plan: Plan, refused: Set[LinkEnds]) -> Plan:
        """Return a plan from the same chains without some more of the links, or else from others.

        Raises:
            ItemError: no chain was found for the item's kind.
        """
        refused = plan.refused | refused
        rng = Random(f"{plan.seed}|without|{len(refused)}")
        return self._plan(plan.index, plan.drawn, rng, refused)

    def _plan(
        self,
        index: int,
        chains: tuple[Chain, ...],
        rng: Random,
        refused: frozenset[LinkEnds] = frozenset(),
    ) -> Plan:
        config = self._config
        kind = self._kind_of(index)
        outline = self._revealed(self._outline(kind, chains, rng, refused), rng)
        outline = with_look_ups_unasked(outline, self._tools, config.unasked, rng)
        # After the kind has planned: what it decides does not hang on the settings of the clock.
        clock = _moment(config, rng).isoformat(timespec="minutes")
        seed = rng.randrange(2**31)
        shown = shown_tools(outline, self._tools, self._distractors, config, seed)
        return Plan(
            **asdict(outline),
            index=index,
            clock=clock,
            seed=seed,
            tools=shown,
            drawn=chains,
            refused=refused,
        )

    def _kind_of(self, index: int) -> int:
        """Return the position of an item's kind.

        By steps of the golden ratio (an additive recurrence): of items in a row each kind has its
        share to within a few, where draws at random would be off by two in a hundred at a thousand.
        """
        first = Random(f"{self._seed}|kinds").random()
        at = (first + index * _GOLDEN) % 1.0
        return min(bisect(self._bounds, at), len(self._kinds) - 1)

    def _outline(
        self, chosen: int, chains: Sequence[Chain], rng: Random, refused: Set[LinkEnds]
    ) -> Outline:
        """Return what the kind makes of the first of the chains, or of others, that allows it."""
        kind, known = self._kinds[chosen], self._allowing[chosen]
        further = (self._chains.reserve(rng.getrandbits(32)) for _ in range(_TRIES))
        for one in chained(chains, further):
            if outline := kind.plan(self._drawn(one, rng, refused), rng):
                return outline
        for _ in range(_TRIES):
            if known and (outline := kind.plan(self._drawn(known, rng, refused), rng)):
                return outline
        raise ItemError("kind.none_allows", f"no chain was found that allows {kind.name!r}")

    def _lone(self, index: int) -> Chain | None:
        """Return one of the tools that no chain comes to, as often as such tools there are.

        It is a chain of one call, for the kinds that are content with it.
        """
        lone = self._chains.lone
        turn, tools = index * _SILVER, len(self._tools)
        if not lone or turn % 1.0 >= len(lone) / tools:
            return None
        tool = lone[int(turn % 1.0 * tools)]
        return Chain(id=f"lone-{tool}", tools=(tool,))

    def _probe(self, kind: ScenarioKind) -> Chain | None:
        """Return a chain that allows a kind, or None where none of many does.

        Where planning fails, it fails again for the items, and is told there.
        """
        rng = Random(f"{self._seed}|probe|{kind.name}")
        failing = None
        for number in range(_PROBED):
            chain = self._chains.reserve(number)
            try:
                with boundary("scenario"):
                    if kind.plan(self._drawn(chain, rng), rng):
                        return chain
            except ItemError:
                failing = chain
        return failing

    def _drawn(self, chain: Chain, rng: Random, refused: Set[LinkEnds] = frozenset()) -> Drawn:
        def another() -> Chain:
            return self._chains.reserve(rng.getrandbits(32), chain.tools[0]).without(refused)

        return Drawn(
            chain=chain.without(refused),
            tools=self._tools,
            optional_rate=self._config.optional_rate,
            another=another,
            alike=self._alike,
            at_odds=self._chains.at_odds,
            finders=self._chains.finders,
            visits=self._chains.visits,
            refused=refused,
            beside=self._chains.beside,
            undoing=self._chains.undoing,
            named=self._named,
        )

    def _alike(self, tool: str) -> list[str]:
        """Return the tools like one that can be told from it by what they are said to do."""
        told = gist(self._tools[tool])
        near = self._distractors.near(tool)
        return [other for other in near if gist(self._tools[other]) != told]

    def _revealed(self, outline: Outline, rng: Random) -> Outline:
        """Return the outline with its wishes coming up gradually, as often as is set."""
        gradually = rng.random() < self._config.reveal
        if gradually and outline.manner == "at once" and len(outline.chain.tools) > 1:
            return replace(outline, manner="gradually")
        return outline


def _moment(config: ScenariosConfig, rng: Random) -> datetime:
    """Return a moment of the days configured; few people write at night."""
    for _ in range(_DRAWS):
        minutes = rng.randrange(config.clock_days * 24 * 12) * 5
        moment = config.clock_start + timedelta(minutes=minutes)
        if _DAY[0] <= moment.hour < _DAY[1]:
            break
    return moment
