"""Panels of judges with known error rates, and the turns that they judged."""

from __future__ import annotations

import random
from collections.abc import Mapping

from toolmind.checks.calibration.labelled import LabelledTurn, Vote


def judged(
    errs: Mapping[str, float], dialogues: int = 40, turns: int = 5, seed: int = 0
) -> list[LabelledTurn]:
    """Turns of which a third is wrong, by chance; each judge errs as often as is said."""
    draw = random.Random(seed)
    rows = []
    for dialogue in range(dialogues):
        for turn in range(turns):
            wrong = draw.random() < 0.33
            votes: dict[str, Vote | None] = {
                name: "fail" if wrong != (draw.random() < rate) else "pass"
                for name, rate in errs.items()
            }
            rows.append(
                LabelledTurn(
                    item=f"d{dialogue}",
                    turn=turn,
                    verdicts=votes,
                    label="wrong" if wrong else "right",
                    group=f"task {dialogue // 2}",
                )
            )
    return rows
