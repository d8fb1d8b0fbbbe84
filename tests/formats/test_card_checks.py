"""A card tells in figures how often checks err, and says so where nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues import GOOD, kept
from panels import judged
from toolmind.checks.calibration.calibration import calibrate, write_calibration
from toolmind.config import ChecksConfig
from toolmind.errors import DataError
from toolmind.formats.card_checks import checks_told
from toolmind.formats.huggingface import HuggingFaceExporter


def checks(*use: str, judges: tuple[str, ...] = (), calibration: str = "") -> ChecksConfig:
    return ChecksConfig.model_validate({"use": use, "judges": judges, "calibration": calibration})


def test_of_rules_it_tells_what_they_find_and_what_they_blame() -> None:
    text = checks_told(checks("grounding", "order", "my_checks:Own"))
    assert "rules together fail 0.07% (13 of 19,085" in text
    assert "| shifted date | grounding | 86% | 240 |" in text
    assert "| invented date | grounding, order | 98% | 258 |" in text
    assert "Unknown of `my_checks:Own`." in text
    assert "swapped" not in text, "that rule is not used"
    assert "Judges" not in text


def test_where_nothing_was_measured_it_says_unknown() -> None:
    assert "Unknown: " in checks_told(None)
    text = checks_told(checks("coverage", judges=("trajectory", "turn")))
    assert "Unknown of `coverage`." in text and "| fault |" not in text
    assert "Judges (`trajectory`, `turn`): unknown" in text


def test_of_judges_it_tells_what_their_calibration_says(tmp_path: Path) -> None:
    made = calibrate(judged({"good": 0.1, "fair": 0.3}))
    write_calibration(made, tmp_path / "c.json")
    text = checks_told(checks("coverage", judges=("turn",), calibration=str(tmp_path / "c.json")))
    assert made.report is not None and made.report.panel.recall is not None
    assert f"labels of {made.report.turns:,} turns" in text
    (panel,) = (line for line in text.splitlines() if line.startswith("| the panel, calibrated |"))
    assert f"{made.report.panel.recall.value:.1%} (" in panel
    assert all(f"| {judge} |" in text for judge in made.report.judges)
    with pytest.raises(DataError):
        checks_told(checks(calibration=str(tmp_path / "none.json")))


def test_the_card_of_an_export_has_it(tmp_path: Path) -> None:
    exporter = HuggingFaceExporter()
    exporter.export([kept(*GOOD)], tmp_path)
    assert "it is not told by what checks" in (tmp_path / "README.md").read_text()
    exporter.checked_by(ChecksConfig())
    exporter.export([kept(*GOOD)], tmp_path)
    assert (
        "| swapped arguments | grounding, swapped | 79% | 289 |"
        in (tmp_path / "README.md").read_text()
    )
