"""What a calibration says of itself and of each judge, held against labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from toolmind.checks.calibration.labelled import LabelledTurn
from toolmind.checks.calibration.logistic import Array
from toolmind.checks.calibration.measures import (
    Bin,
    Grouping,
    Interval,
    Measures,
    difference,
    measure,
    reliability,
)
from toolmind.records import Record


@dataclass(frozen=True)
class Scored:
    """Labelled turns (`wrong`: 1 or 0), their tasks, and what a panel says of them."""

    tasks: list[str]
    wrong: Array
    probability: Array
    flagged: Array


class Costs(Record, frozen=True):
    """What votes cost, by judge, of all `turns` given; in the currency of the rows."""

    turns: int
    by_judge: dict[str, float]

    @classmethod
    def of(cls, rows: Sequence[LabelledTurn]) -> Costs:
        """Return the sums of the rows' costs."""
        found: dict[str, float] = {}
        for row in rows:
            for judge, cost in row.cost.items():
                found[judge] = found.get(judge, 0.0) + cost
        return cls(turns=len(rows), by_judge=dict(sorted(found.items())))


class Report(Record, frozen=True):
    """How right the panel is, and each judge alone.

    A judge alone flags what it fails; its probability is its vote, that of a missing vote the share
    of wrong turns. `brier_difference` is the panel's Brier score less that of the judge which has
    the best, turn by turn.
    """

    turns: int
    tasks: int
    base_rate: float
    panel: Measures
    judges: dict[str, Measures]
    brier_difference: Interval | None
    reliability: tuple[Bin, ...]
    costs: Costs


def report(scored: Scored, judges: Sequence[str], faults: Array, costs: Costs) -> Report:
    """Return the report; `faults` are the judges' votes on the same turns, NaN where missing."""
    grouping = Grouping(scored.tasks)
    base_rate = float(scored.wrong.mean())
    alone = np.where(np.isnan(faults), base_rate, faults)
    flags = (np.nan_to_num(faults) > 0.5).astype(float)
    best = ((alone - scored.wrong[:, None]) ** 2).mean(0).argmin()
    return Report(
        turns=len(scored.wrong),
        tasks=len(set(scored.tasks)),
        base_rate=base_rate,
        panel=measure(scored.wrong, scored.probability, scored.flagged, grouping),
        judges={
            name: measure(scored.wrong, alone[:, at], flags[:, at], grouping)
            for at, name in enumerate(judges)
        },
        brier_difference=difference(scored.wrong, scored.probability, alone[:, best], grouping),
        reliability=reliability(scored.wrong, scored.probability, grouping),
        costs=costs,
    )
