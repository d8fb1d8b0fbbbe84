"""What a card tells of the checks that chose its rows: how often they err, or that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from toolmind.checks.accuracy import Measured, shipped_accuracy
from toolmind.config import ChecksConfig

if TYPE_CHECKING:  # numpy need not be loaded where there is no calibration
    from toolmind.checks.calibration.measures import Interval, Measures
    from toolmind.checks.calibration.report import Report

_TITLE = "## How often checks err\n"
_RIGHT = "right_turn"


def checks_told(checks: ChecksConfig | None) -> str:
    """Return the section; of data that was not chosen by known checks, that it is unknown.

    Raises:
        DataError: the calibration that is named cannot be read.
    """
    if checks is None:
        return f"{_TITLE}\nUnknown: it is not told by what checks these rows were chosen.\n"
    return "\n".join([_TITLE, *_rules(checks), *_judges(checks)])


def _rules(checks: ChecksConfig) -> Iterator[str]:
    used = [one.type for one in checks.use]
    known = [one for one in shipped_accuracy() if one.checks <= set(used)]
    right = next(one for one in known if one.kind == _RIGHT)
    faults = [one for one in known if one.kind != _RIGHT]
    if faults:
        yield (
            f"Of turns that are right, ToolMind's rules together fail {right.share:.2%} "
            f"({right.failed:,} of {right.places:,}, in gold dialogues that no rule was tuned on). "
            "Of faults planted in gold dialogues they find:\n"
        )
        rows = "".join(map(_row, faults))
        yield f"| fault | looked for by | found | of |\n| --- | --- | --- | --- |\n{rows}"
    measured = {name for one in faults for name in one.checks}
    if unknown := [name for name in used if name not in measured]:
        yield f"Unknown of {_listed(unknown)}.\n"


def _row(one: Measured) -> str:
    by = ", ".join(sorted(one.checks))
    return f"| {one.kind.replace('_', ' ')} | {by} | {one.share:.0%} | {one.places:,} |\n"


def _judges(checks: ChecksConfig) -> Iterator[str]:
    if checks.calibration:
        from toolmind.checks.calibration.calibration import read_calibration

        if report := read_calibration(Path(checks.calibration)).report:
            yield from _calibrated(report)
            return
    if checks.judges:
        names = _listed([one.type for one in checks.judges])
        yield f"Judges ({names}): unknown, for no calibration holds them against people's labels.\n"


def _calibrated(report: Report) -> Iterator[str]:
    yield (
        f"Judges, held against labels of {report.turns:,} turns, of which {report.base_rate:.1%} "
        "are wrong (95% intervals; the panel is what decided here):\n"
    )
    by_name = {"the panel, calibrated": report.panel, **report.judges}
    rows = "".join(_measures(name, one) for name, one in by_name.items())
    head = "| | flagged turns that are wrong | wrong turns that are flagged |"
    yield f"{head}\n| --- | --- | --- |\n{rows}"


def _measures(name: str, one: Measures) -> str:
    return f"| {name} | {_interval(one.precision)} | {_interval(one.recall)} |\n"


def _interval(one: Interval | None) -> str:
    return f"{one.value:.1%} ({one.low:.1%} to {one.high:.1%})" if one else "unknown"


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
