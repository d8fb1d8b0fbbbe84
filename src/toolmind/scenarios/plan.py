"""Planning a scenario: all that chance decides, before a model gives it words and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from msgspec.structs import asdict

from toolmind.config import ScenariosConfig
from toolmind.records import Chain, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline, ScenarioKind


class Plan(Outline, frozen=True, kw_only=True):
    """A scenario without words: an outline with its place in the run, a date and a seed.

    `clock` is the date and time of the dialogue (ISO 8601, minutes).
    """

    index: int
    clock: str
    seed: int

    def rounds(self) -> int:
        """Return after how many rounds of calls the dialogue is over, as far as can be foreseen."""
        return 1 if self.parallel else len(self.chain.tools)


class Planner:
    """Plans the scenarios of a run: a kind for each, by weight, and a date."""

    def __init__(
        self,
        config: ScenariosConfig,
        kinds: Sequence[ScenarioKind],
        tools: Mapping[str, Tool],
        seed: int,
    ) -> None:
        """`kinds` are those of the configuration, in its order."""
        self._config, self._kinds, self._tools, self._seed = config, kinds, tools, seed
        self._weights = [kind.weight for kind in config.kinds]

    def plan(self, index: int, chain: Chain) -> Plan:
        """Return the plan of one item of a run; the same for the same seed."""
        config = self._config
        rng = Random(f"{self._seed}|plan|{index}")
        kind = rng.choices(self._kinds, self._weights)[0]
        drawn = Drawn(chain=chain, tools=self._tools, optional_rate=config.optional_rate)
        outline = kind.plan(drawn, rng)
        # After the kind has planned: what it decides does not hang on the settings of the clock.
        minutes = rng.randrange(config.clock_days * 24 * 12) * 5
        clock = (config.clock_start + timedelta(minutes=minutes)).isoformat(timespec="minutes")
        return Plan(**asdict(outline), index=index, clock=clock, seed=rng.randrange(2**31))
