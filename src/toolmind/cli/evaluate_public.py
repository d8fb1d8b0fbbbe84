"""`toolmind evaluate bfcl` and `toolmind evaluate tau2`: benchmarks run by their own code."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.evaluate_options import (
    ConfigOption,
    FreshOption,
    KeyOption,
    ModelOption,
    OutOption,
    SomeEndpointOption,
    in_words,
    table_of,
)
from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.resumable import finish

if TYPE_CHECKING:
    from toolmind.evaluation.public.scores import PublicMeasures, PublicReport

PythonOption = Annotated[
    Path | None,
    typer.Option(help="The interpreter of the benchmark's environment. [default: this one]"),
]
LimitOption = Annotated[int | None, typer.Option(min=1, help="The first so many tasks of each.")]


class Calls(StrEnum):
    """How tools are shown to a model, and calls read."""

    native = "native"
    prompt = "prompt"


def bfcl(
    out: OutOption,
    endpoint: SomeEndpointOption = None,
    model: ModelOption = None,
    api_key_env: KeyOption = "",
    config: ConfigOption = None,
    category: Annotated[
        list[str] | None,
        typer.Option(help="A category or a group. May be repeated. [default: all without a key]"),
    ] = None,
    limit: LimitOption = None,
    runs: Annotated[int, typer.Option(min=1, help="How often everything is asked.")] = 5,
    calls: Annotated[
        Calls, typer.Option(help="By the endpoint's `tools`, or by BFCL's own prompt.")
    ] = Calls.native,
    python: PythonOption = None,
    fresh: FreshOption = False,
    json: JsonOption = False,
) -> None:
    """Run BFCL-v4 on models, by its own code, in an environment that is made the first time.

    BFCL evaluates calls that a model writes as Python code on this machine.
    """
    from toolmind.config import load_config
    from toolmind.evaluation.endpoints import evaluated
    from toolmind.evaluation.public.bfcl import evaluate_bfcl

    settings = load_config(config)
    models = evaluated(endpoint or [], model or [], api_key_env, settings)
    report = finish(
        evaluate_bfcl(
            models,
            out,
            settings,
            categories=category or [],
            limit=limit,
            runs=runs,
            calls="native" if calls is Calls.native else "prompt",
            python=python,
            fresh=fresh,
        )
    )
    print_json(report) if json else _print(report, out)


def tau2(
    out: OutOption,
    endpoint: SomeEndpointOption = None,
    model: ModelOption = None,
    api_key_env: KeyOption = "",
    user: Annotated[
        str, typer.Option(help="Who plays the user: a URL, or an endpoint of --config.")
    ] = "",
    user_model: Annotated[str, typer.Option(help="What the user's URL is asked for.")] = "",
    config: ConfigOption = None,
    domain: Annotated[
        list[str] | None, typer.Option(help="airline, retail or telecom. [default: all]")
    ] = None,
    limit: LimitOption = None,
    trials: Annotated[int, typer.Option(min=1, help="How often each task is played.")] = 5,
    gold: Annotated[
        bool, typer.Option("--gold", help="Ask no model: replay the gold actions of each task.")
    ] = False,
    python: PythonOption = None,
    fresh: FreshOption = False,
    json: JsonOption = False,
) -> None:
    """Run tau2-bench on models, by its own code, in an environment that is made the first time."""
    from toolmind.config import load_config
    from toolmind.evaluation.endpoints import evaluated
    from toolmind.evaluation.public.tau2 import evaluate_tau2

    settings = load_config(config)
    models = [] if gold else evaluated(endpoint or [], model or [], api_key_env, settings)
    named = [user_model] if user_model else []
    users = evaluated([user], named, api_key_env, settings) if user and not gold else [None]
    report = finish(
        evaluate_tau2(
            models,
            users[0],
            out,
            settings,
            domains=domain or [],
            limit=limit,
            trials=1 if gold else trials,
            python=python,
            fresh=fresh,
        )
    )
    print_json(report) if json else _print(report, out)


def _print(report: PublicReport, out: Path) -> None:
    from toolmind.runs.console import console

    typer.echo(f"{report.benchmark} by {report.versions}; shares in %, with 95% intervals")
    for one in report.models:
        table = table_of(one.model, "tasks", "runs", "right", "runs from–to", "in all runs")
        for name, found in {"all that was run": one.all, **one.categories}.items():
            table.add_row(name, *_cells(found))
        console().print(table)
        if one.all.unanswered:
            typer.echo(
                f"{one.model}: {one.all.unanswered:,} were not answered and count as wrong; the"
                " same command asks for them again",
                err=True,
            )
    for pair in report.paired:
        typer.echo(in_words(pair))
    typer.echo(str(out / "report.json"))


def _cells(found: PublicMeasures) -> tuple[str, ...]:
    return (
        f"{found.tasks:,}",
        f"{found.runs:,}",
        f"{100 * found.share:.1f} ({100 * found.low:.0f}–{100 * found.high:.0f})",
        f"{100 * found.lowest_run:.1f}–{100 * found.highest_run:.1f}",
        f"{100 * found.all_runs:.1f}",
    )
