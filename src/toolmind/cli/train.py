"""`toolmind train`: train a model on an export, or write what another trainer needs for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.run_options import run_folder
from toolmind.errors import ConfigError

if TYPE_CHECKING:
    from toolmind.training.report import TrainReport


def command(
    source: Annotated[
        Path, typer.Argument(help="A YAML file of training; with --recipe a run folder.")
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Argument(help="Settings changed on the spot: key=value, as in steps=100."),
    ] = None,
    recipe: Annotated[
        str,
        typer.Option(
            help="llamafactory, axolotl, ms-swift, verl or openrlhf: train nothing, write data and"
            " configuration for it."
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="The folder to write. [default: runs/NAME of the file]")
    ] = None,
    model: Annotated[str, typer.Option(help="With --recipe: the model that is trained.")] = "",
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over.")] = False,
    json: JsonOption = False,
) -> None:
    """Train a model on an export by TRL, or write what another trainer needs for it."""
    if recipe:
        _write_recipe(recipe, source, out, model, overrides or [], json)
        return
    if model:
        raise ConfigError("--model is for --recipe; here it stands in the file (or: model=NAME)")
    from toolmind.training.config import load_train_config
    from toolmind.training.processes import leads
    from toolmind.training.train import train

    to = out or run_folder(source)
    report = train(load_train_config(source, overrides), to, fresh=fresh)
    if not leads():
        return
    print_json(report) if json else _print(report, to)


def _print(report: TrainReport, out: Path) -> None:
    data = report.data
    for why, rows in data.left_out.items():
        typer.echo(f"{rows:,} rows left out: {why}")
    typer.echo(
        f"{data.rows:,} rows of {data.trajectories:,} dialogues, {data.learnt_tokens:,} of"
        f" {data.tokens:,} tokens under loss"
    )
    typer.echo(
        f"{report.steps:,} steps, {report.tokens:,} tokens, {report.learnt_tokens:,} under loss;"
        f" loss {report.first_loss:.3f} → {report.last_loss:.3f};"
        f" {report.rows_per_second:.2f} rows a second"
    )
    for name in ("loss.jsonl", "model/loss.svg", "model/README.md"):
        typer.echo(str(out / name))
    typer.echo(f"{out / 'model'}  the model")


def _write_recipe(
    name: str, data: Path, out: Path | None, model: str, overrides: list[str], json: bool
) -> None:
    from toolmind.training.recipes.write import write_recipe

    if out is None:
        raise ConfigError("--recipe: name a folder to write by --out")
    written = write_recipe(name, data, out, model, overrides)
    if json:
        print_json(written)
        return
    for reason, rows in written.left_out.items():
        typer.echo(f"{rows:,} rows left out: {reason}")
    for file in written.files:
        typer.echo(str(out / file))
    typer.echo(f"{written.rows:,} rows, {written.trained_turns:,} turns to learn. To train:")
    typer.echo(f"  cd {out} && {written.command}")
