"""`toolmind export RUN`: select again from a run folder, and export what is finished."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.errors import ConfigError

if TYPE_CHECKING:
    from toolmind.config import PluginConfig
    from toolmind.formats.proof.proof import ProofReport
    from toolmind.formats.split import SplitOptions
    from toolmind.pipeline.export import RunExport


def command(
    run: Annotated[Path, typer.Argument(help="The run folder.")],
    formats: Annotated[
        list[str] | None,
        typer.Option("--format", help="A format by name or module:Class. [default: the run's]"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="A setting of the one --format, as key=value."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the formats' folders go. [default: RUN/export]")
    ] = None,
    verify: Annotated[
        str,
        typer.Option(
            help="A model's folder or hub name, a .jinja file, or trl:NAME: render every row with"
            " its chat template, and say what is under loss. Exit code 1 if it is not what was"
            " meant.",
        ),
    ] = "",
    validation: Annotated[
        float, typer.Option(help="The share to put aside, with tools that training never shows.")
    ] = 0.0,
    shards: Annotated[int, typer.Option(help="How many parts each file is written in.")] = 1,
    shuffle: Annotated[
        int | None, typer.Option(help="The seed of an order. [default: the run's order]")
    ] = None,
    weights: Annotated[
        list[str] | None,
        typer.Option("--weight", help="SOURCE=TIMES that trajectories of its tools are taken."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Select again from a run folder and export what is finished; needs no model and no key."""
    from toolmind.pipeline.export import export_run

    split = _split(validation, shards, shuffle, weights or [])
    exported = export_run(run, _plugins(formats or [], settings or []), out, verify, split)
    if json:
        print_json(exported)
    else:
        _print(exported)
    if not all(proof.holds for proof in exported.proofs):
        raise typer.Exit(1)


def _split(
    validation: float, shards: int, shuffle: int | None, weights: list[str]
) -> SplitOptions | None:
    """Return how the export is parted; None where nobody asks for parts."""
    from toolmind.formats.split import SplitOptions

    given = {}
    for one in weights:
        source, _, times = one.rpartition("=")
        try:
            given[source] = float(times)
        except ValueError:
            raise ConfigError(f"--weight {one}: write it as SOURCE=TIMES") from None
    split = SplitOptions(validation, shards, shuffle, given)
    return None if split == SplitOptions() else split


def _plugins(formats: list[str], settings: list[str]) -> list[PluginConfig]:
    from toolmind.config import PluginConfig
    from toolmind.config.load import apply_override

    if "" in formats:
        raise ConfigError("--format: give the name of a format")
    if settings and len(formats) != 1:
        raise ConfigError("--set is for the one format that --format names: export them one by one")
    given: dict[str, object] = {}
    for setting in settings:
        apply_override(given, setting)
    return [PluginConfig.model_validate({**given, "type": name}) for name in formats]


def _print(exported: RunExport) -> None:
    for report in exported.reports:
        for file in report.files:
            path = exported.folder / report.name / file
            typer.echo(f"{path}  {report.rows:,} rows, {report.trained_turns:,} turns to learn")
        for reason, rows in report.left_out.items():
            typer.echo(f"{report.name}: {rows:,} rows left out: {reason}")
    for report, proof in zip(exported.reports, exported.proofs, strict=False):
        _print_proof(report.name, proof)
    typer.echo(f"{exported.kept:,} trajectories kept")
    if exported.owed:
        typer.echo(f"{exported.owed:,} items of the run are not finished; the rest is exported")


def _print_proof(name: str, proof: ProofReport) -> None:
    typer.echo(
        f"{name} by {proof.template}: {proof.turns:,} turns in {proof.rows:,} rows, "
        f"{proof.learnt_tokens:,} of {proof.tokens:,} tokens under loss"
    )
    for example in proof.examples:
        count = proof.mismatches[example.kind]
        place = f"row {example.row}, message {example.message}"
        typer.echo(f"  {example.kind}: {count:,} turns; the first in {place}: {example.text}")
    if proof.holds:
        typer.echo("  under loss are just the kept turns, each with its stop token")
