"""A calibration: learnt from labelled turns, measured across tasks, bound to who judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import xxhash

from toolmind.checks.calibration.agreement import fit_agreement
from toolmind.checks.calibration.features import faults_of, features
from toolmind.checks.calibration.labelled import LabelledTurn, by_item, judges_of, makers_of
from toolmind.checks.calibration.logistic import Array, LinearModel, fit
from toolmind.checks.calibration.report import Costs, Report, Scored, report
from toolmind.checks.calibration.threshold import Aim, choose
from toolmind.errors import DataError
from toolmind.files import atomic_file, require_file
from toolmind.records import Record

RIDGE = 30.0
"""Penalty of the squared weights (ours: of 3, 10, 30 and 100 the best on human labels of steps)."""
FOLDS = 10
BEST_F1 = Aim()
_FORMAT: Literal["toolmind calibration 1"] = "toolmind calibration 1"


class Calibration(Record, frozen=True):
    """What gives a turn, by the votes on it, the probability that it is wrong.

    It holds for the judges that it was made with, by name and by the hash of their prompts and
    models (`made_by`), and for no others. Those that never said anything but a pass are `silent`:
    it uses no vote of theirs. From `threshold` on, a turn is called wrong.
    """

    format: Literal["toolmind calibration 1"]
    learnt_from: Literal["labels", "agreement"]
    judges: tuple[str, ...]
    made_by: dict[str, str]
    threshold: float
    aim: str
    model: LinearModel
    report: Report | None = None
    silent: tuple[str, ...] = ()

    def probabilities(self, rows: Sequence[LabelledTurn]) -> Array:
        """Return the probability for each row that its turn is wrong.

        The turns of an item stand beside each other.

        Raises:
            DataError: other judges voted, or other prompts or models.
        """
        self.require(judges_of(rows), makers_of(rows))
        return self.model.probability(*features(rows, self.judges))

    def require(self, judges: Sequence[str], made_by: dict[str, str]) -> None:
        """Refuse votes of others than it was made with; a judge that is missing may be.

        Raises:
            DataError: a judge is not known, or is of another prompt or model.
        """
        if unknown := sorted(set(judges) - {*self.judges, *self.silent}):
            raise DataError(
                f"the calibration does not know the judges {', '.join(unknown)}",
                field="verdicts",
                remedy="Calibrate again with labels on their verdicts",
            )
        for judge in sorted(set(judges) & set(self.judges)):
            then, now = self.made_by.get(judge, ""), made_by.get(judge, "")
            if then != now:
                raise DataError(
                    f"judge {judge!r} is of another prompt or model ({now or 'not said'}) than the "
                    f"calibration was made with ({then or 'not said'})",
                    field="made_by",
                    remedy="Calibrate again, or judge again with those of then",
                )


def calibrate(rows: Sequence[LabelledTurn], aim: Aim = BEST_F1, folds: int = FOLDS) -> Calibration:
    """Return what labelled turns teach of the judges, with its report, cross-validated by task.

    Raises:
        DataError: there are too few tasks with labels, or labels of one kind alone; no threshold
            meets the aim.
    """
    rows = by_item(rows)
    everybody, made_by = judges_of(rows), makers_of(rows)
    judges = tuple(name for name in everybody if _speaks(name, rows)) or everybody
    known = np.array([row.label in ("right", "wrong") for row in rows])
    wrong = np.array([row.label == "wrong" for row in rows], dtype=float)
    names, values = features(rows, judges)
    scored = _cross_validated(rows, known, wrong, names, values, aim, folds)
    threshold = choose(scored.wrong, scored.probability, aim)
    if threshold is None:
        raise DataError(
            f"no threshold reaches {aim} on these labels", remedy="Ask for less, or label more"
        )
    return Calibration(
        format=_FORMAT,
        learnt_from="labels",
        judges=judges,
        silent=tuple(name for name in everybody if name not in judges),
        made_by={name: by for name, by in made_by.items() if name in judges},
        threshold=threshold,
        aim=str(aim),
        model=fit(names, values[known], wrong[known], RIDGE),
        report=report(scored, judges, faults_of(rows, judges)[known], Costs.of(rows)),
    )


def calibrate_by_agreement(rows: Sequence[LabelledTurn]) -> Calibration:
    """Return what the judges' agreement teaches of them, without labels; the threshold is 0.5.

    Where there are labels of both kinds, the report measures it on them: nothing was learnt there.
    """
    rows = by_item(rows)
    judges, made_by = judges_of(rows), makers_of(rows)
    faults = faults_of(rows, judges)
    model = fit_agreement(judges, faults)
    known = np.array([row.label in ("right", "wrong") for row in rows])
    wrong = np.array([row.label == "wrong" for row in rows], dtype=float)[known]
    found = None
    if len(np.unique(wrong)) == 2:
        probability = model.probability(*features(rows, judges))[known]
        tasks = [row.task for row, labelled in zip(rows, known, strict=True) if labelled]
        scored = Scored(tasks, wrong, probability, (probability >= 0.5).astype(float))
        found = report(scored, judges, faults[known], Costs.of(rows))
    return Calibration(
        format=_FORMAT,
        learnt_from="agreement",
        judges=judges,
        made_by=made_by,
        threshold=0.5,
        aim="probability 0.5",
        model=model,
        report=found,
    )


def _speaks(judge: str, rows: Sequence[LabelledTurn]) -> bool:
    return any(row.verdicts.get(judge) not in (None, "pass", "error", 1.0) for row in rows)


def _cross_validated(
    rows: Sequence[LabelledTurn],
    known: np.ndarray,
    wrong: Array,
    names: list[str],
    values: Array,
    aim: Aim,
    folds: int,
) -> Scored:
    """Return what models say of tasks that they did not learn from.

    The threshold for each fold is chosen on the others'.
    """
    tasks = [row.task for row, labelled in zip(rows, known, strict=True) if labelled]
    wrong, values = wrong[known], values[known]
    fold = _folds(tasks, wrong, folds)
    probability, flagged = np.zeros(len(tasks)), np.zeros(len(tasks))
    for at in range(fold.max() + 1):
        out = fold == at
        model = fit(names, values[~out], wrong[~out], RIDGE)
        probability[out] = model.probability(names, values[out])
    for at in range(fold.max() + 1):
        out = fold == at
        threshold = choose(wrong[~out], probability[~out], aim)
        flagged[out] = probability[out] >= (2.0 if threshold is None else threshold)
    return Scored(tasks, wrong, probability, flagged)


def _folds(tasks: Sequence[str], wrong: Array, folds: int) -> np.ndarray:
    """Return each turn's fold: by its task's name alone, whatever the order of the rows."""
    names = sorted(set(tasks), key=lambda name: (xxhash.xxh64_intdigest(name.encode()), name))
    if len(names) < 2 or len(np.unique(wrong)) < 2:
        raise DataError(
            f"{len(names)} tasks have labels, and {int(wrong.sum())} of {len(tasks)} turns are "
            "wrong: nothing to learn from",
            field="label",
            remedy="Label right and wrong turns of two tasks and more; see also --agreement",
        )
    place = {name: at % min(folds, len(names)) for at, name in enumerate(names)}
    return np.array([place[task] for task in tasks])


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration as JSON.

    Raises:
        RunError: it cannot be written.
    """
    with atomic_file(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(calibration), indent=2) + b"\n")


def read_calibration(path: Path) -> Calibration:
    """Return a calibration that was written.

    Raises:
        DataError: there is none.
    """
    require_file(path)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Calibration)
    except msgspec.MsgspecError as error:
        raise DataError(
            f"no calibration: {error}",
            file=str(path),
            remedy="`toolmind judges calibrate` writes one",
        ) from None
