"""`toolmind augment DATA...`: data from elsewhere through checks, masks and selection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.resumable import finish
from toolmind.errors import ConfigError

if TYPE_CHECKING:
    from toolmind.pipeline.augment import AugmentReport


def command(
    data: Annotated[
        list[Path],
        typer.Argument(help="JSONL, JSON (also .gz) or Parquet files, or folders of them."),
    ],
    out: Annotated[Path, typer.Option(help="The run folder to make, or to go on with.")],
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="A format by name or module:Class; repeats."),
    ] = None,
    shares: Annotated[
        list[float] | None,
        typer.Option("--share", help="The share of rows to take of each DATA, in its order."),
    ] = None,
    licence: Annotated[str, typer.Option(help="The licence of the data, for the lineage.")] = "",
    seed: Annotated[int, typer.Option(help="Of the draw where a share is below 1.")] = 0,
    replace_private: Annotated[
        bool,
        typer.Option("--replace-private", help="Replace e-mails, phone, card and account numbers."),
    ] = False,
    tools: Annotated[
        Path | None, typer.Option(help="A pool: what was shown in rows that define no tools.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Check, mask and select data of others as a run does its own, and export what is kept."""
    from toolmind.pipeline.augment import Origin, augment

    if shares and len(shares) != len(data):
        raise ConfigError(f"--share: {len(shares)} of them for {len(data)} DATA: give each one")
    pairs = zip(data, shares or [1.0] * len(data), strict=True)
    origins = [Origin(path, share) for path, share in pairs]
    named = formats or ["openai", "huggingface", "trl"]
    work = augment(
        origins,
        out,
        named,
        licence=licence,
        seed=seed,
        replace_private=replace_private,
        tools=tools,
    )
    report = finish(work)
    if json:
        print_json(report)
    else:
        _print(report)
    if not report.kept:
        raise typer.Exit(1)


def _print(report: AugmentReport) -> None:
    read = ", ".join(f"{form} {count:,}" for form, count in report.forms.items())
    typer.echo(f"{report.rows:,} rows ({read})")
    if report.passed_over:
        typer.echo(f"{report.passed_over:,} passed over: beyond their share")
    if report.unread:
        typer.echo(f"{report.unread:,} cannot be read: toolmind show RUN --reason row.unread")
    for kind, count in report.replaced.items():
        typer.echo(f"{count:,} private values replaced: {kind}")
    for rule, count in report.mended.items():
        typer.echo(f"{count:,} tools or calls mended: {rule}")
    typer.echo(f"{report.dropped:,} dropped, {report.kept:,} kept")
    for reason, count in report.reasons.items():
        typer.echo(f"{count:,} dropped: {reason}")
    for reason, count in report.masked.items():
        typer.echo(f"{count:,} turns masked: {reason}")
    for one in report.exported.reports:
        where = report.exported.folder / one.name
        typer.echo(f"{where}  {one.rows:,} rows, {one.trained_turns:,} turns to learn")
        for reason, count in one.left_out.items():
            typer.echo(f"{one.name}: {count:,} rows left out: {reason}")
