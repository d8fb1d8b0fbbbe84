"""The curve of a training: a line of JSON per point, and a picture of the loss."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from toolmind.files import atomic_file
from toolmind.records import Record


class Point(Record, frozen=True, omit_defaults=False):
    """Where a training is after a step. All but the rates are sums from its beginning on.

    `loss` is the mean over the tokens under loss since the last point.
    """

    step: int
    epoch: float
    loss: float
    learning_rate: float
    gradient_norm: float
    rows: int
    tokens: int
    learnt_tokens: int
    seconds: float


class Curve:
    """The points of a training, on disk as they are made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.points: list[Point] = []

    def resume(self, step: int) -> None:
        """Read what is there up to a step, and forget what came after it; a torn line, too."""
        decoder = msgspec.json.Decoder(Point)
        lines = self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []
        whole = [decoder.decode(line) for line in lines if line.endswith(b"\n")]
        self.points = [point for point in whole if point.step <= step]
        with atomic_file(self.path) as file:
            file.write(msgspec.json.Encoder().encode_lines(self.points))

    def append(self, point: Point) -> None:
        """Add a point."""
        self.points.append(point)
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(point) + b"\n")

    @property
    def last(self) -> Point:
        """The last point; before the first, one of zeros."""
        return self.points[-1] if self.points else Point(0, 0, 0, 0, 0, 0, 0, 0, 0)


WIDTH, HEIGHT, MARGIN = 720, 360, 56


def picture(points: Sequence[Point]) -> str:
    """Return the loss over the steps as SVG, with the rate of learning behind it."""
    if not points:
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"/>'
    steps = [float(point.step) for point in points]
    losses = [point.loss for point in points]
    rates = [point.learning_rate for point in points]
    low, high = min(losses), max(losses)
    axis = f"M{MARGIN} {MARGIN / 2}V{HEIGHT - MARGIN}H{WIDTH - MARGIN / 2}"
    labels = [
        _text(MARGIN - 6, MARGIN / 2 + 4, f"{high:.3g}", "end"),
        _text(MARGIN - 6, HEIGHT - MARGIN, f"{low:.3g}", "end"),
        _text(MARGIN, HEIGHT - MARGIN + 18, f"{points[0].step}", "middle"),
        _text(WIDTH - MARGIN / 2, HEIGHT - MARGIN + 18, f"{points[-1].step}", "end"),
        _text(WIDTH / 2, HEIGHT - 14, "step", "middle"),
        _text(WIDTH - MARGIN / 2, MARGIN / 2 + 4, "loss; learning rate in grey", "end"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="12" fill="none" stroke-width="1.5">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><path d="{axis}" stroke="#888"/>'
        f'<polyline points="{_line(steps, rates, 0.0, max(rates))}" stroke="#ccc"/>'
        f'<polyline points="{_line(steps, losses, low, high)}" stroke="#2563eb"/>'
        f"{''.join(labels)}</svg>\n"
    )


def _line(steps: Sequence[float], values: Sequence[float], low: float, high: float) -> str:
    """Return the places of values, between the axes of the picture."""
    wide = (WIDTH - 1.5 * MARGIN) / max(steps[-1] - steps[0], 1.0)
    tall = (HEIGHT - 1.5 * MARGIN) / ((high - low) or 1.0)
    return " ".join(
        f"{MARGIN + (step - steps[0]) * wide:.1f},{HEIGHT - MARGIN - (value - low) * tall:.1f}"
        for step, value in zip(steps, values, strict=True)
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" fill="#444" text-anchor="{anchor}">{text}</text>'
