"""The tables of the ablation: shares and differences with intervals over seeds and dialogues."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from turns import Result, Turn

RESAMPLES = 10_000
MEASURES: dict[str, tuple[Callable[[Turn], float], Callable[[Turn], float]]] = {
    "call or not": (lambda t: t.decided, lambda t: 1),
    "tool": (lambda t: t.tool, lambda t: t.calls),
    "arguments": (lambda t: t.arguments, lambda t: t.calls),
    "right": (lambda t: t.arguments if t.calls else t.decided, lambda t: 1),
    "held-out loss": (lambda t: t.loss, lambda t: t.tokens),
}
"""Each a quotient of two sums over turns."""

Sums = tuple[np.ndarray, np.ndarray]
"""Numerators and denominators, by seed and dialogue."""


def sums(results: Sequence[Result], measure: str) -> Sums:
    above, below = MEASURES[measure]
    dialogues = 1 + max(turn.dialogue for one in results for turn in one.turns)
    found = np.zeros((2, len(results), dialogues))
    for seed, one in enumerate(sorted(results, key=lambda r: r.seed)):
        for turn in one.turns:
            found[0, seed, turn.dialogue] += above(turn) if below(turn) else 0
            found[1, seed, turn.dialogue] += below(turn)
    return found[0], found[1]


def resampled(found: Sums, draws: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the quotient of each resample of seeds and of dialogues."""
    seeds, dialogues = draws
    picked = [part[seeds[:, :, None], dialogues[:, None, :]].sum((1, 2)) for part in found]
    return picked[0] / picked[1]


def draw(seeds: int, dialogues: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which seeds and dialogues each resample takes; the same for all arms, as pairs."""
    chance = np.random.default_rng(0)
    return (
        chance.integers(seeds, size=(RESAMPLES, seeds)),
        chance.integers(dialogues, size=(RESAMPLES, dialogues)),
    )


def table(arms: dict[str, list[Result]], base: str) -> str:
    """Return a row an arm: each measure, and the 95% interval of its difference from `base`."""
    return _table(arms, lambda measure, arm: _against(arms, arm, base, measure))


def curve(arms: dict[str, list[Result]]) -> str:
    """Return a row an arm: each measure with its own 95% interval.

    `*` where the 95% interval of the difference from the row above leaves out 0.
    """
    above = dict(zip(list(arms)[1:], arms, strict=False))

    def cell(measure: str, arm: str) -> str:
        digits, unit = _shown(measure)
        found = sums(arms[arm], measure)
        low, high = np.percentile(unit * resampled(found, draw(*found[0].shape)), [2.5, 97.5])
        mark = "*" if arm in above and _apart(arms, arm, above[arm], measure)[2] else ""
        return f"{_value(found, measure)} ({low:.{digits}f}–{high:.{digits}f}){mark}"

    return _table(arms, cell)


def _table(arms: dict[str, list[Result]], cell: Callable[[str, str], str]) -> str:
    lines = [
        f"| arm | seeds | rows | tokens under loss | {' | '.join(MEASURES)} |",
        "| --- | ---: | ---: | ---: |" + " ---: |" * len(MEASURES),
    ]
    for arm, results in arms.items():
        cells = [arm, str(len(results)), f"{results[0].data_rows:,}"]
        cells.append(f"{np.mean([one.learnt_tokens for one in results]):,.0f}")
        cells += [cell(measure, arm) for measure in MEASURES]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def common(arms: dict[str, list[Result]]) -> dict[str, list[Result]]:
    """Return the arms with the seeds that all of them have."""
    seeds = set.intersection(*({one.seed for one in results} for results in arms.values()))
    return {arm: [one for one in found if one.seed in seeds] for arm, found in arms.items()}


def _against(arms: dict[str, list[Result]], arm: str, base: str, measure: str) -> str:
    told = _value(sums(arms[arm], measure), measure)
    if arm == base or base not in arms:
        return told
    low, high, apart = _apart(arms, arm, base, measure)
    digits, _ = _shown(measure)
    return f"{told} ({low:+.{digits}f} to {high:+.{digits}f}{'*' if apart else ''})"


def _apart(
    arms: dict[str, list[Result]], arm: str, base: str, measure: str
) -> tuple[float, float, bool]:
    """Return the interval of the difference between two arms, and whether it leaves out 0.

    Only the seeds that both have count.
    """
    pair = common({name: arms[name] for name in (arm, base)})
    ours, theirs = (sums(results, measure) for results in pair.values())
    draws = draw(*ours[0].shape)
    _, unit = _shown(measure)
    apart = unit * (resampled(ours, draws) - resampled(theirs, draws))
    low, high = np.percentile(apart, [2.5, 97.5])
    return low, high, bool(low > 0 or high < 0)


def _value(found: Sums, measure: str) -> str:
    digits, unit = _shown(measure)
    return f"{unit * found[0].sum() / found[1].sum():.{digits}f}"


def _shown(measure: str) -> tuple[int, int]:
    """Return how many digits a measure has, and what it is multiplied by: shares are in %."""
    return (3, 1) if "loss" in measure else (1, 100)
