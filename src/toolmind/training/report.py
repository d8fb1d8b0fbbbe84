"""What a training did."""

from __future__ import annotations

from toolmind.records import Record
from toolmind.training.curve import Curve
from toolmind.training.data import TrainingData


class TrainReport(Record, frozen=True, omit_defaults=False):
    """What a training did; `tokens` and `learnt_tokens` are those that went through the model."""

    model: str
    steps: int
    rows: int
    tokens: int
    learnt_tokens: int
    first_loss: float
    last_loss: float
    seconds: float
    rows_per_second: float
    data: TrainingData


def report_of(model: str, data: TrainingData, curve: Curve) -> TrainReport:
    """Return the report of a curve."""
    last = curve.last
    return TrainReport(
        model=model,
        steps=last.step,
        rows=last.rows,
        tokens=last.tokens,
        learnt_tokens=last.learnt_tokens,
        first_loss=curve.points[0].loss if curve.points else 0.0,
        last_loss=last.loss,
        seconds=last.seconds,
        rows_per_second=last.rows / last.seconds if last.seconds else 0.0,
        data=data,
    )
