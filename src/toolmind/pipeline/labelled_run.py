"""Labelled turns of a run folder: the labels made in the viewer, joined with the run's verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from toolmind.checks.calibration.labelled import OF_A_MODEL, LabelledTurn
from toolmind.checks.calibration.votes import Digest, judging_digest, votes_on
from toolmind.errors import DataError
from toolmind.records import Trajectory, Verdict
from toolmind.records.label import Label
from toolmind.runs.labels import FILE_NAME, read_labels
from toolmind.runs.run_dir import RunDir

_Turn = tuple[str, str]


def labelled_run(path: Path, *, model_labels: bool = False) -> list[LabelledTurn]:
    """Return all assistant turns of a run, with the votes of its checks and the labels it has.

    A turn that labellers do not agree on counts as unsure.

    Raises:
        RunError: it is no run folder.
        DataError: a label is about a turn that is not there, or a model made it and `model_labels`
            does not allow that.
    """
    file = path / FILE_NAME
    labels = _by_turn(read_labels(file), file, model_labels)
    rows: list[LabelledTurn] = []
    with RunDir.view(path) as run:
        judging = judging_digest(run.read_fingerprint())
        verdicts = {index: run.verdicts.read(index) for index in run.verdicts}
        judges = {one.check for all_ in verdicts.values() for one in all_ if one.source == "judge"}
        for index, found in verdicts.items():
            played = run.trajectories.read(index)
            rows += _turns(played, found, judges, labels, judging)
    if strange := sorted(labels.keys() - {(row.item, str(row.turn)) for row in rows}):
        item, turn = strange[0]
        raise DataError(
            f"a label is about the turn {turn!r} of {item!r}, which the run does not have",
            file=str(file),
            remedy="Take the line out, or put the file where its run is",
        )
    return rows


def _by_turn(
    labels: Iterable[Label], file: Path, model_labels: bool
) -> dict[_Turn, tuple[Label, ...]]:
    found: dict[_Turn, tuple[Label, ...]] = {}
    for one in labels:
        if one.labeller.startswith(OF_A_MODEL) and not model_labels:
            raise DataError(
                f"a model made the label of turn {one.message!r} of {one.item!r} "
                f"({one.labeller!r})",
                file=str(file),
                field="labeller",
                remedy="A calibration is only as true as its labels; --model-labels takes it",
            )
        found[one.item, one.message] = (*found.get((one.item, one.message), ()), one)
    return found


def _turns(
    played: Trajectory,
    verdicts: Iterable[Verdict],
    judges: set[str],
    labels: Mapping[_Turn, tuple[Label, ...]],
    judging: Digest,
) -> list[LabelledTurn]:
    rows = []
    for row in votes_on(played, verdicts, judges, judging):
        said = labels.get((played.id, str(row.turn)), ())
        judgements = {one.label for one in said}
        rows.append(
            replace(
                row,
                label=judgements.pop() if len(judgements) == 1 else "unsure" if judgements else "",
                labelled_by=said[-1].labeller if said else "",
            )
        )
    return rows
