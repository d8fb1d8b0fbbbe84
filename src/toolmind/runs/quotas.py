"""How the kept of a run keep to the quotas of its configuration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolmind.config import ChainsConfig, QuotaConfig
from toolmind.records import Record
from toolmind.runs.run_dir import RunDir

_CHANCE = 0.02
"""How far a share may be off: of a chain a dialogue plays a part, and not all are kept (ours)."""


class Held(Record, frozen=True):
    """A quota, and the share of the kept dialogues that has it."""

    name: str
    share: float
    least: float
    most: float

    @property
    def is_held(self) -> bool:
        """Whether the share lies in its bounds, to within two hundredths."""
        return self.least - _CHANCE <= self.share <= self.most + _CHANCE


class Quotas:
    """Counts of the kept: in how many each tool is called, and in which domain each begins."""

    def __init__(self, quota: QuotaConfig, fields: Mapping[str, str]) -> None:
        """`fields` are the domains of the tools by id, up to a ``/``."""
        self._quota, self._fields = quota, fields
        self._begun = Counter[str]()
        self._called = Counter[str]()
        self._count = 0

    @classmethod
    def of(cls, folder: RunDir) -> Quotas | None:
        """Return counters for the quotas of a run; None where it has none."""
        quota = ChainsConfig.model_validate(folder.read_config().get("chains", {})).quota
        if quota == QuotaConfig():
            return None
        tools = folder.read_tools().values()
        return cls(quota, {tool.id: tool.domain.partition("/")[0].strip() for tool in tools})

    def add(self, tools: Sequence[str]) -> None:
        """Count a kept dialogue by the tools of its chain; one without any is not counted."""
        if not tools:
            return
        self._count += 1
        self._begun[self._fields.get(tools[0], "")] += 1
        self._called.update(set(tools))

    def held(self) -> Iterator[Held]:
        """Yield each quota with its share; of tools that of the one called most."""
        whole = max(1, self._count)
        for domain, one in self._quota.domains.items():
            yield Held(f"begin in {domain}", self._begun[domain] / whole, one.min, one.max)
        for tool, times in self._called.most_common(1):
            yield Held(f"call {tool}", times / whole, 0.0, self._quota.tool)

    def as_json(self) -> dict[str, Any]:
        """Return the shares by name, each with its bounds."""
        return {
            one.name: {"share": round(one.share, 4), "min": one.least, "max": one.most}
            for one in self.held()
        }
