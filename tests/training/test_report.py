"""The report of a curve."""

from __future__ import annotations

from pathlib import Path

from toolmind.training.curve import Curve
from toolmind.training.report import report_of
from trained import reported


def test_sums_are_those_of_the_last_point(tmp_path: Path) -> None:
    report = reported(tmp_path)
    assert (report.steps, report.rows, report.tokens, report.learnt_tokens) == (2, 8, 180, 80)
    assert (report.first_loss, report.last_loss, report.rows_per_second) == (3.0, 1.5, 2.0)


def test_a_training_without_a_point_is_no_error(tmp_path: Path) -> None:
    empty = report_of("m", reported(tmp_path).data, Curve(tmp_path / "none.jsonl"))
    assert (empty.steps, empty.rows_per_second, empty.first_loss) == (0, 0.0, 0.0)
