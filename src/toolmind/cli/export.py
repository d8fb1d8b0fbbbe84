"""`toolmind export RUN`: select again from a run folder, and export what is finished."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.errors import ConfigError

if TYPE_CHECKING:
    from toolmind.config import PluginConfig
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
    json: JsonOption = False,
) -> None:
    """Select again from a run folder and export what is finished; needs no model and no key."""
    from toolmind.pipeline.export import export_run

    exported = export_run(run, _plugins(formats or [], settings or []), out)
    if json:
        print_json(exported)
    else:
        _print(exported)


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
    typer.echo(f"{exported.kept:,} trajectories kept")
    if exported.owed:
        typer.echo(f"{exported.owed:,} items of the run are not finished; the rest is exported")
