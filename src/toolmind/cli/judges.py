"""`toolmind judges`: how right judges are, and the probability that a turn is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.errors import ConfigError

if TYPE_CHECKING:
    from toolmind.checks.calibration.calibration import Calibration
    from toolmind.checks.calibration.labelled import LabelledTurn
    from toolmind.checks.calibration.measures import Interval, Measures
    from toolmind.checks.calibration.report import Report
    from toolmind.checks.calibration.threshold import Aim

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

Turns = Annotated[
    Path, typer.Argument(help="Turns with verdicts, one JSON line each, or a labelled run folder.")
]
ModelLabels = Annotated[
    bool, typer.Option("--model-labels", help="Take labels that a model made, too.")
]
_OUT = Path("calibration.json")
_SHOWN = 20
"""Lines that cannot be read and are named, at most (ours)."""


@app.command()
def calibrate(
    labels: Turns,
    out: Annotated[Path, typer.Option(help="The file to write.")] = _OUT,
    precision: Annotated[
        float | None, typer.Option(min=0, max=1, help="Flag as many as this precision allows.")
    ] = None,
    recall: Annotated[
        float | None, typer.Option(min=0, max=1, help="Flag as few as this recall allows.")
    ] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="Learn from how judges agree, without labels.")
    ] = False,
    folds: Annotated[int, typer.Option(min=2, help="Parts of the cross-validation.")] = 10,
    model_labels: ModelLabels = False,
    json: JsonOption = False,
) -> None:
    """Learn from labelled turns how right judges are; prints what came of it on unseen tasks."""
    from toolmind.checks.calibration.calibration import (
        calibrate,
        calibrate_by_agreement,
        write_calibration,
    )
    from toolmind.files import require_writable

    require_writable(out, "Choose another file with --out")
    aim = _aim(precision, recall, agreement)
    rows = _rows(labels, model_labels)
    found = calibrate_by_agreement(rows) if agreement else calibrate(rows, aim, folds)
    write_calibration(found, out)
    if json:
        print_json(found)
        return
    _print(found)
    typer.echo(f"{out}: {len(found.judges)} judges, a turn is wrong from {found.threshold:.3f} on")


@app.command()
def apply(
    turns: Turns,
    calibration: Annotated[Path, typer.Option(help="What `calibrate` wrote.")] = _OUT,
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("probabilities.jsonl"),
) -> None:
    """Write for each turn the probability that it is wrong, by a calibration of the same judges."""
    import msgspec

    from toolmind.checks.calibration.calibration import read_calibration
    from toolmind.files import atomic_file

    made, rows = read_calibration(calibration), _rows(turns, model_labels=True)
    probabilities = made.probabilities(rows)
    with atomic_file(out) as file:
        for row, probability in zip(rows, probabilities.tolist(), strict=True):
            wrong = probability >= made.threshold
            line = {"item": row.item, "turn": row.turn, "probability_bad": probability}
            file.write(msgspec.json.encode({**line, "wrong": wrong}) + b"\n")
    count = int((probabilities >= made.threshold).sum())
    typer.echo(f"{out}: {count} of {len(rows)} turns are wrong by threshold {made.threshold:.3f}")


def _rows(path: Path, model_labels: bool) -> list[LabelledTurn]:
    from toolmind.checks.calibration.labelled import read_labelled
    from toolmind.pipeline.labelled_run import labelled_run

    if path.is_dir():
        return labelled_run(path, model_labels=model_labels)
    unread: list[str] = []
    rows = read_labelled(path, model_labels=model_labels, unread=unread)
    for problem in unread[:_SHOWN]:
        typer.echo(f"unread: {problem}", err=True)
    if len(unread) > _SHOWN:
        typer.echo(f"unread: {len(unread) - _SHOWN:,} more lines", err=True)
    return rows


def _aim(precision: float | None, recall: float | None, agreement: bool) -> Aim:
    from toolmind.checks.calibration.threshold import Aim

    stated = [value for value in (precision, recall) if value is not None]
    if len(stated) > 1:
        raise ConfigError("--precision and --recall: state one; the other follows from the labels")
    if stated and agreement:
        raise ConfigError("--agreement has no labels to choose a threshold by: leave out the aim")
    if precision is not None:
        return Aim("precision", precision)
    return Aim("recall", recall) if recall is not None else Aim()


def _print(found: Calibration) -> None:
    if found.report is None:
        typer.echo("no labels of both kinds: nobody knows how right this is")
        return
    from rich.table import Table
    from rich.text import Text

    from toolmind.runs.console import console

    report = found.report
    table = Table(title=_title(report), title_justify="left")
    table.add_column("", overflow="fold")
    for name in ("precision", "recall", "F1", "Brier", "kappa", "flagged"):
        table.add_column(name, justify="right")
    rows = {f"panel, by {found.aim}": report.panel, **_best_first(report.judges)}
    for name, measures in rows.items():
        table.add_row(Text(name), *(_shown(value) for value in _figures(measures)))
    to = console()
    to.print(table)
    to.print(f"Brier score less the best judge's: {_shown(report.brier_difference)}")
    for one in report.reliability:
        bar = "█" * round(40 * one.wrong.value) if one.wrong else ""
        told = f"said {one.probability:.2f}  wrong {_shown(one.wrong):22}"
        to.print(f"{told} {one.turns:6,} turns  {bar}", highlight=False)
    if spent := sum(report.costs.by_judge.values()):
        to.print(f"cost {spent:g}, {1000 * spent / report.costs.turns:g} per 1,000 turns")


def _title(report: Report) -> str:
    return (
        f"{report.turns:,} labelled turns of {report.tasks:,} tasks, {report.base_rate:.1%} wrong; "
        "95% intervals, drawn by task"
    )


def _best_first(judges: dict[str, Measures]) -> dict[str, Measures]:
    def f1(name: str) -> float:
        found = judges[name].f1
        return found.value if found else 0.0

    return {name: judges[name] for name in sorted(judges, key=lambda name: -f1(name))}


def _figures(found: Measures) -> tuple[Interval | None, ...]:
    return (found.precision, found.recall, found.f1, found.brier, found.kappa, found.flagged)


def _shown(found: Interval | None) -> str:
    return f"{found.value:.3f} ({found.low:.2f}–{found.high:.2f})" if found else "–"
