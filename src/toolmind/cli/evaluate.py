"""`toolmind evaluate`: measure how good a model is, on one's own data and on public benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.evaluate_options import (
    ConfigOption,
    EndpointOption,
    FreshOption,
    KeyOption,
    ModelOption,
    OutOption,
    in_percent,
    in_words,
    table_of,
)
from toolmind.cli.evaluate_public import bfcl, tau2
from toolmind.cli.output import JsonOption, print_json
from toolmind.cli.resumable import finish

if TYPE_CHECKING:
    from toolmind.evaluation.own_report import OwnMeasures, OwnReport
    from toolmind.evaluation.turns_report import Measures, TurnsReport

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def turns(
    data: Annotated[
        list[Path],
        typer.Argument(help="Held-out dialogues: all that `toolmind check` reads, and runs."),
    ],
    endpoint: EndpointOption,
    out: OutOption,
    model: ModelOption = None,
    api_key_env: KeyOption = "",
    config: ConfigOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The first so many turns.")] = None,
    fresh: FreshOption = False,
    json: JsonOption = False,
) -> None:
    """Ask for each turn of held-out dialogues: call or not, which tool, with what arguments.

    A model is asked once a turn, shown the dialogue as it was. Several models are compared in
    pairs.
    """
    from toolmind.config import load_config
    from toolmind.evaluation.endpoints import evaluated
    from toolmind.evaluation.turns import evaluate_turns

    settings = load_config(config)
    models = evaluated(endpoint, model or [], api_key_env, settings)
    report = finish(evaluate_turns(data, models, out, settings, limit=limit, fresh=fresh))
    print_json(report) if json else _print(report, out)


@app.command()
def own(
    run: Annotated[Path, typer.Argument(help="A run folder whose scenarios are held out.")],
    endpoint: EndpointOption,
    out: OutOption,
    model: ModelOption = None,
    api_key_env: KeyOption = "",
    config: ConfigOption = None,
    trials: Annotated[int, typer.Option(min=1, help="How often each is played, for pass^k.")] = 1,
    fresh: FreshOption = False,
    json: JsonOption = False,
) -> None:
    """Have the scenarios that a run kept played in their environments, the model as assistant.

    User, tools and checks are the run's. Several models are compared in pairs.
    """
    from toolmind.config import load_config
    from toolmind.evaluation.endpoints import evaluated
    from toolmind.evaluation.own import evaluate_own

    settings = load_config(config)
    models = evaluated(endpoint, model or [], api_key_env, settings)
    report = finish(evaluate_own(run, models, out, settings, trials=trials, fresh=fresh))
    print_json(report) if json else _print_own(report, out)


app.command()(bfcl)
app.command()(tau2)


def _print_own(report: OwnReport, out: Path) -> None:
    from toolmind.runs.console import console

    told = f"{report.scenarios:,} scenarios, {report.trials} trials each"
    typer.echo(f"{told}; shares in %, with 95% intervals")
    most = f"pass^{report.trials}"
    heads = ["pass@1", *([most] if report.trials > 1 else []), "no fault", "no call"]
    for one in report.models:
        table = table_of(one.model, "scenarios", *heads, "calls (due)", "writes")
        for name, found in {"all": one.all, **one.slices}.items():
            if not name.startswith("tool: "):
                table.add_row(name, f"{found.scenarios:,}", *_cells(found, report.trials))
        console().print(table)
    for one in report.models:
        for why, count in one.reasons.items():
            typer.echo(f"{one.model}: {count:,} dialogues: {why}")
        if one.unplayed:
            text = "could not be played and count as no success; the same command tries again"
            typer.echo(f"{one.model}: {one.unplayed:,} dialogues {text}", err=True)
    typer.echo("how it goes with each tool is in the report")
    _print_end(report, out)


def _cells(found: OwnMeasures, trials: int) -> list[str]:
    passes = [found.passes.get(k) for k in dict.fromkeys((1, trials))]
    shares = map(in_percent, (*passes, found.clean, found.refused))
    calls = "" if found.calls is None else f"{found.calls:.1f} ({found.expected_calls:.1f})"
    return [*shares, calls, f"{found.unasked_writes:,}"]


def _print_end(report: TurnsReport | OwnReport, out: Path) -> None:
    for pair in report.paired:
        typer.echo(in_words(pair))
    typer.echo(f"{report.requests:,} model calls, {report.tokens:,} tokens, ${report.cost:.2f}")
    typer.echo(str(out / "report.json"))


def _print(report: TurnsReport, out: Path) -> None:
    from toolmind.runs.console import console

    to = console()
    typer.echo(
        f"{report.turns:,} turns of {report.dialogues:,} dialogues; shares in %, with 95% intervals"
    )
    for why, count in report.left_out.items():
        typer.echo(f"{count:,} left out: {why}")
    for one in report.models:
        table = table_of(one.model, "turns", "right", "call or not", "tool", "arguments")
        for name, found in {"all": one.all, **one.slices}.items():
            table.add_row(name, f"{found.turns:,}", *_shares(found))
        to.print(table)
    for one in report.models:
        for why, count in one.problems.items():
            typer.echo(f"{one.model}: {count:,} turns: {why}")
        if one.unanswered:
            typer.echo(
                f"{one.model}: {one.unanswered:,} turns were not answered and count as wrong; the"
                " same command asks for them again",
                err=True,
            )
    _print_end(report, out)


def _shares(found: Measures) -> list[str]:
    return [in_percent(one) for one in (found.right, found.decision, found.tool, found.arguments)]
