"""`toolmind check DATA...`: hold dialogues against the checks, one verdict a row."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.resumable import finish
from toolmind.errors import ConfigError

if TYPE_CHECKING:
    from toolmind.config import RunConfig
    from toolmind.pipeline.check_data import CheckReport
    from toolmind.pipeline.check_report import RowsReport
    from toolmind.runs.labels import Share


CalibrationFile = Annotated[
    Path | None,
    typer.Option(
        help="What `judges calibrate` wrote for the same checks and judges: how probably each"
        " turn is wrong."
    ),
]
LabelFile = Annotated[
    Path | None, typer.Option(help="Labels of turns (labels.jsonl) to be held against.")
]


def command(
    data: Annotated[
        list[Path],
        typer.Argument(help="JSONL, JSON (also .gz) or Parquet files, folders, run folders."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="A folder for a verdict on every row, and a report. Goes on with it."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="A run's YAML file: which checks, judges and models.")
    ] = None,
    calibration: CalibrationFile = None,
    rules_only: Annotated[
        bool, typer.Option("--rules-only", help="Ask no model, whatever --config says.")
    ] = False,
    tools: Annotated[
        Path | None, typer.Option(help="A pool that defines the tools of rows without definitions.")
    ] = None,
    labels: LabelFile = None,
    clock: Annotated[
        str, typer.Option(help="The date and time (ISO 8601) of rows that do not tell theirs.")
    ] = "",
    explain: Annotated[
        str, typer.Option(help="Print one row, by id or number: messages, verdicts, evidence.")
    ] = "",
    fresh: Annotated[bool, typer.Option(help="Start over: remove the verdicts in --out.")] = False,
    json: JsonOption = False,
) -> None:
    """Check the dialogues of a data set; exit code 1 when something is found.

    Without --out the rules that need no scenario run, and rows are counted by what is found.
    """
    if explain:
        from toolmind.cli.explain import print_explained

        print_explained(data, explain, out, tools)
    elif out:
        settings = _settings(config, calibration)
        report = finish(_check_out(data, out, settings, rules_only, tools, labels, clock, fresh))
        print_json(report) if json else _print_rows(report, out)
        if report.dropped or report.masked or report.unread:
            raise typer.Exit(1)
    elif config or calibration or tools or labels or clock:
        raise ConfigError(
            "--config, --calibration, --tools, --labels and --clock want --out, a folder for the"
            " verdicts"
        )
    else:
        _count(data, json)


def _settings(config: Path | None, calibration: Path | None) -> RunConfig:
    """Return the configuration of a check; a calibration that is named takes the place of its."""
    from toolmind.config import load_config
    from toolmind.pipeline.check_out import RULES_ALONE

    settings = load_config(config) if config else RULES_ALONE
    if calibration is None:
        return settings
    checks = settings.checks.model_copy(update={"calibration": str(calibration)})
    return settings.model_copy(update={"checks": checks})


async def _check_out(
    data: list[Path],
    out: Path,
    settings: RunConfig,
    rules_only: bool,
    tools: Path | None,
    labels: Path | None,
    clock: str,
    fresh: bool,
) -> RowsReport:
    from toolmind.pipeline.check_out import check_out

    return await check_out(
        data,
        out,
        settings,
        rules_only=rules_only,
        tools=tools,
        labels=labels,
        clock=_moment(clock),
        fresh=fresh,
    )


def _moment(text: str) -> str:
    """Return a date, or a date and time, as a clock; an empty text is none.

    Raises:
        ConfigError: it is neither.
    """
    try:
        return datetime.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise ConfigError(
            f"--clock: {text!r} is no date and time, as in 2025-03-05T12:00"
        ) from None


def _count(data: list[Path], json: bool) -> None:
    """Print what is found in how many rows."""
    from toolmind.pipeline.check_data import check_data

    report = asyncio.run(check_data(data))
    if json:
        print_json(report)
    else:
        _print(report)
    if report.findings:
        raise typer.Exit(1)


def _print(report: CheckReport) -> None:
    from rich.table import Table
    from rich.text import Text

    from toolmind.runs.console import console

    to = console()
    to.print(f"{report.rows:,} rows in {len(report.files)} files")
    if not report.findings:
        to.print("the checks find nothing")
        return
    table = Table("check and reason", "rows", "share", "first example")
    for found in report.findings:
        example = Text(f"{found.where}: {found.example}")
        table.add_row(found.reason, f"{found.rows:,}", f"{found.rows / report.rows:.1%}", example)
    to.print(table)


def _print_rows(report: RowsReport, out: Path) -> None:
    typer.echo(
        f"{report.rows:,} rows: {report.kept:,} kept whole, {report.masked:,} with masked turns,"
        f" {report.dropped:,} dropped, {report.unread:,} unread"
    )
    typer.echo(f"{report.trained_turns:,} of {report.turns:,} turns to learn from")
    if report.wrong_expected is not None:
        typer.echo(f"{report.wrong_expected:.1f} of these are wrong, by the calibration")
    for counted, text in (
        (report.dropped_for, "rows dropped"),
        (report.masked_for, "turns masked"),
        (report.errors, "rows could not be judged"),
        (report.unsure, "findings that a check is not sure of"),
        (report.labels, "turns"),
    ):
        for why, count in counted.items():
            typer.echo(f"{count:,} {text}: {why}")
    for check, count in report.left_out.items():
        typer.echo(f"{count:,} rows define no tools, and --tools none of theirs: {check} left out")
    for problem in report.unread_rows:
        typer.echo(f"unread: {problem}", err=True)
    _print_labelled(report)
    for judge, count in report.spared.items():
        typer.echo(f"{count:,} rows had nothing doubtful: {judge} was not asked")
    if report.tokens_spared:
        typer.echo(f"about {report.tokens_spared:,} tokens spared so")
    if report.requests:
        typer.echo(f"{report.requests:,} model calls, {report.tokens:,} tokens, ${report.cost:.2f}")
    typer.echo(f"{out / 'verdicts.jsonl'}, {out / 'report.json'}")


def _print_labelled(report: RowsReport) -> None:
    if report.labelled is None:
        return
    for name, share in (
        ("labelled turns with a finding are wrong", report.labelled.precision),
        ("turns labelled wrong have a finding", report.labelled.recall),
    ):
        if share:
            typer.echo(f"{_told(share)} {name}")
    for kind, found in report.labelled.kinds.items():
        told = (("found", found.recall), ("false alarms before", found.false_alarms))
        shares = (f"{_told(share)} {name}" for name, share in told if share)
        typer.echo(f"{kind}: {', '.join(shares)}")
    for missing in report.labelled.not_there:
        typer.echo(f"labels: the data has no {missing}", err=True)
    for problem in report.labelled.unread:
        typer.echo(f"unread: {problem}", err=True)
    if more := report.labelled.unread_lines - len(report.labelled.unread):
        typer.echo(f"unread: {more:,} more lines", err=True)


def _told(share: Share) -> str:
    return f"{share.share:.1%} ({share.low:.0%} to {share.high:.0%}) of {share.of:,}"
