"""Thresholds: from which probability on a turn is called wrong."""

from __future__ import annotations

from typing import Literal

import numpy as np

from toolmind.checks.calibration.logistic import Array
from toolmind.records import Record


class Aim(Record, frozen=True):
    """What a threshold is chosen for: the best F1, or a precision or recall of at least `least`.

    With a precision stated, recall is as high as it goes; with a recall stated, precision is.
    """

    of: Literal["f1", "precision", "recall"] = "f1"
    least: float = 0.0

    def __str__(self) -> str:
        return self.of if self.of == "f1" else f"{self.of} {self.least:g}"


def choose(wrong: Array, probability: Array, aim: Aim) -> float | None:
    """Return the threshold that meets an aim on these turns; None where none does."""
    order = np.argsort(-probability, kind="stable")
    sorted_ = probability[order]
    last = np.append(sorted_[1:] < sorted_[:-1], True)  # equal probabilities fall together
    hits, flags = np.cumsum(wrong[order])[last], np.flatnonzero(last) + 1
    precision, recall = hits / flags, hits / max(wrong.sum(), 1)
    f1 = 2 * hits / (flags + wrong.sum())
    meets, best = {
        "f1": (hits > 0, f1),
        "precision": (precision >= aim.least, recall),
        "recall": (recall >= aim.least, precision),
    }[aim.of]
    if not meets.any():
        return None
    return float(sorted_[last][np.where(meets, best, -1.0).argmax()])
