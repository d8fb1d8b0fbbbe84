"""What calibrations must do whatever the data: who is right counts, order and copies do not."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panels import judged
from toolmind.checks.calibration.calibration import (
    calibrate,
    calibrate_by_agreement,
    read_calibration,
    write_calibration,
)
from toolmind.checks.calibration.labelled import LabelledTurn
from toolmind.checks.calibration.threshold import Aim
from toolmind.errors import DataError

SEEDS = st.integers(0, 1000)
PANEL = {"good": 0.1, "fair": 0.25, "poor": 0.4}


def changed(row: LabelledTurn, **fields: object) -> LabelledTurn:
    return msgspec.structs.replace(row, **fields)


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_perfect_judge_decides_alone(seed: int) -> None:
    rows = judged({"perfect": 0.0, "chance": 0.5, "bad": 0.4}, dialogues=100, seed=seed)
    made = calibrate(rows)
    weights = {name: abs(term.weight) for name, term in made.model.terms.items()}
    assert weights["fail perfect"] > 3 * max(weights["fail chance"], weights["fail bad"])
    assert made.report and made.report.panel.f1 and made.report.panel.f1.value > 0.95


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_judge_twice_changes_little(seed: int) -> None:
    rows = judged(PANEL, seed=seed)
    twice = [changed(row, verdicts={**row.verdicts, "copy": row.verdicts["poor"]}) for row in rows]
    once, doubled = calibrate(rows).probabilities(rows), calibrate(twice).probabilities(twice)
    assert np.abs(once - doubled).mean() < 0.03


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_order_of_dialogues_and_judges_does_not_matter(seed: int) -> None:
    rows = judged(PANEL, seed=seed)
    dialogues = sorted({row.item for row in rows})
    random.Random(seed).shuffle(dialogues)
    other = [
        changed(row, verdicts=dict(reversed(row.verdicts.items())))
        for item in dialogues
        for row in rows
        if row.item == item
    ]
    first, second = calibrate(rows), calibrate(other)
    assert first.threshold == pytest.approx(second.threshold)
    assert first.report and second.report
    assert first.report.panel.f1 == second.report.panel.f1
    by_turn = dict(
        zip(((row.item, row.turn) for row in other), second.probabilities(other), strict=True)
    )
    for row, probability in zip(rows, first.probabilities(rows), strict=True):
        assert by_turn[row.item, row.turn] == pytest.approx(probability)


def test_labels_that_say_nothing_of_the_votes_promise_nothing() -> None:
    """Were folds learnt from what they measure, noise would look like skill."""
    rows = judged({f"judge {at}": 0.5 for at in range(15)}, dialogues=60)
    made = calibrate(rows)
    assert made.report and made.report.panel.kappa
    assert made.report.panel.kappa.low < 0.1
    assert made.report.panel.brier and made.report.panel.brier.value > 0.2


def test_a_panel_beats_its_best_judge_and_says_how_sure_it_is() -> None:
    rows = judged({f"judge {at}": 0.25 for at in range(7)}, dialogues=200)
    found = calibrate(rows).report
    assert found and found.panel.f1 and found.brier_difference and found.panel.brier
    best = max(one.f1.value for one in found.judges.values() if one.f1)
    assert found.panel.f1.low > best
    assert found.brier_difference.high < 0
    assert found.panel.brier.low <= found.panel.brier.value <= found.panel.brier.high
    for one in found.reliability:
        assert one.wrong
        if one.turns > 50:
            # The penalty pulls a little towards the middle.
            assert one.wrong.low - 0.15 <= one.probability <= one.wrong.high + 0.15


def test_a_stated_precision_or_recall_is_kept_on_tasks_not_seen() -> None:
    rows = judged({f"judge {at}": 0.2 for at in range(5)}, dialogues=200)
    precise = calibrate(rows, Aim("precision", 0.95)).report
    complete = calibrate(rows, Aim("recall", 0.95)).report
    assert precise and precise.panel.precision and precise.panel.recall
    assert complete and complete.panel.recall and complete.panel.precision
    assert precise.panel.precision.high >= 0.95
    assert complete.panel.recall.high >= 0.95
    assert precise.panel.recall.value < complete.panel.recall.value


def test_an_aim_out_of_reach_is_said() -> None:
    rows = judged({"chance": 0.5})
    with pytest.raises(DataError, match=r"no threshold reaches precision 1 on these labels"):
        calibrate(rows, Aim("precision", 1.0))


def test_votes_that_are_missing_or_failed_are_no_pass() -> None:
    rows = judged({"good": 0.1, "fair": 0.2}, dialogues=100)
    without = [changed(row, verdicts={**row.verdicts, "good": None}) for row in rows]
    failed = [changed(row, verdicts={**row.verdicts, "good": "error"}) for row in rows]
    passed = [changed(row, verdicts={**row.verdicts, "good": "pass"}) for row in rows]
    made = calibrate_by_agreement([*rows, *(changed(r, item=f"x{r.item}") for r in without)])
    assert made.probabilities(without) == pytest.approx(made.probabilities(failed))
    assert (made.probabilities(without) > made.probabilities(passed)).all()


def test_agreement_finds_the_good_judge_without_labels() -> None:
    rows = judged({"good": 0.05, "fair": 0.2, "other": 0.2, "poor": 0.45}, dialogues=200)
    made = calibrate_by_agreement([changed(row, label="") for row in rows])
    assert made.report is None
    weights = {name: made.model.terms[f"fail {name}"].weight for name in made.judges}
    assert weights["good"] > weights["fair"] > weights["poor"]
    measured = calibrate_by_agreement(rows).report
    assert measured and measured.panel.f1
    assert measured.panel.f1.value > 0.9


@pytest.mark.parametrize(
    "rows",
    [
        [changed(row, label="right") for row in judged(PANEL)],
        [changed(row, label="") for row in judged(PANEL)],
        [changed(row, group="one") for row in judged(PANEL)],
    ],
)
def test_labels_to_learn_nothing_from_are_refused(rows: list[LabelledTurn]) -> None:
    with pytest.raises(DataError, match="nothing to learn from"):
        calibrate(rows)


def test_it_is_bound_to_judges_prompts_and_models(tmp_path: Path) -> None:
    rows = [changed(row, made_by=dict.fromkeys(PANEL, "a1")) for row in judged(PANEL)]
    write_calibration(calibrate(rows), tmp_path / "c.json")
    made = read_calibration(tmp_path / "c.json")
    assert made.probabilities(rows) == pytest.approx(calibrate(rows).probabilities(rows))
    fewer = [
        changed(row, verdicts={"good": row.verdicts["good"]}, made_by={"good": "a1"})
        for row in rows
    ]
    assert len(made.probabilities(fewer)) == len(rows)
    others = [changed(row, made_by={**row.made_by, "fair": "b2"}) for row in rows]
    with pytest.raises(DataError, match=r"judge 'fair' is of another prompt or model \(b2\)"):
        made.probabilities(others)
    more = [changed(row, verdicts={**row.verdicts, "new": "pass"}) for row in rows]
    with pytest.raises(DataError, match="does not know the judges new"):
        made.probabilities(more)
    with pytest.raises(DataError, match="judge 'fair' is 'b2'"):
        made.probabilities([rows[0], *others[1:]])


def test_a_file_that_is_no_calibration_is_named(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    file.write_text('{"format": "other"}')
    with pytest.raises(DataError, match=r"c\.json: no calibration"):
        read_calibration(file)


def test_one_that_never_said_anything_is_not_bound() -> None:
    rows = [
        changed(row, verdicts={**row.verdicts, "mute": "pass"}, made_by={"good": "1", "mute": "1"})
        for row in judged({"good": 0.1, "poor": 0.4})
    ]
    made = calibrate(rows)
    assert (made.judges, made.silent, made.made_by) == (("good", "poor"), ("mute",), {"good": "1"})
    made.require(["good", "mute"], {"good": "1", "mute": "another"})
    assert made.probabilities(rows).tolist() == calibrate(rows).probabilities(rows).tolist()
