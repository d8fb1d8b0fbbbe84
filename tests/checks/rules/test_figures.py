"""Figures of an answer, worked out of those that are known."""

import pytest

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.rules.figures import is_known_in_short, untraced_figure

RESULT = '{"height": "170 cm", "weight": 60, "income": 15000, "saved": 7800, "size": 119808}'


@pytest.fixture
def evidence():
    index = Evidence()
    index.add_result(RESULT)
    return index


@pytest.mark.parametrize(
    ("said", "untraced"),
    [
        ("170 cm are 1.70 m.", ""),
        ("It is 1.70 m.", "1.70"),
        ("170 cm are 1.71 m.", "1.71"),
        ("60 / (170 cm = 1.70 m)² = 60 / 2.89 = 20.76. That is 20.76.", ""),
        ("60 / (170 cm = 1.70 m)² = 60 / 2.89 = 27.06", "27.06"),
        ("Saved: 7,800 (52%), of 15,000. Well done: 52%!", ""),
        ("Saved: 7,800 (53%), of 15,000.", "53"),
    ],
)
def test_what_is_worked_out(said, untraced, evidence):
    assert untraced_figure(said, evidence, [RESULT]) == untraced


@pytest.mark.parametrize(
    ("code", "known"), [("117KB", True), ("120K", True), ("121K", False), ("117X", False)]
)
def test_numbers_in_short(code, known, evidence):
    assert is_known_in_short(code, evidence) is known
