"""The `toolmind` command: finds the verb, loads only its module, turns errors into exit codes.

Exit codes: 0 done, 1 a finding (audit, check, lint) or a run of which nothing was kept, 2 bad
input, 3 stopped by a budget, 4 stopped because an endpoint refuses all, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

from toolmind.errors import BudgetExceeded, EndpointError, Interrupted, UserError

VERBS = {
    "init": "Write a commented minimal configuration.",
    "validate": "Check a configuration and all it names, before anything runs.",
    "run": "Make trajectories, check them, export samples. Resumes where it stopped.",
    "demo": "Run the whole road offline on the shipped pool of real tools.",
    "export": "Export a run folder again, in any format; needs no model and no key.",
    "push": "Upload an exported data set, with its card, to a hub.",
    "report": "Print what a run made: counts, reasons, distributions, tokens.",
    "show": "Print trajectories of a run in readable form.",
    "view": "Look at a run or a data set in the browser, and label turns.",
    "check": "Run the rule checks over the dialogues of a data set.",
    "recheck": "Judge a run again where judging failed, or by one check or judge.",
    "overlap": "Find near duplicates in data, and what it has of benchmarks.",
    "faults": "Plant known faults in good dialogues, so that checks have a recall.",
    "judges": "Learn from labels how right judges are, and what a turn's verdicts mean.",
    "augment": "Take data of others through checks, masks and selection.",
    "train": "Train a model on an export, or write what another trainer needs.",
    "evaluate": "Measure how good a model is, on held-out dialogues.",
    "audit": "Count known faults in a tool-use data set.",
    "datasets": "List the forms of rows that are read, and look into data files.",
    "tools": "Import, list, show and lint tools.",
    "prompts": "List, show, copy and compare the prompts.",
    "graph": "Build, inspect, export and score a tool graph.",
    "cache": "Look at, prune, save or load the cache of model replies.",
    "probe": "Find out what an OpenAI-compatible server can do.",
    "serve-embedded": "Serve the embedded model over HTTP, with faults on request.",
}
"""Verb → its line of help. The module is `toolmind.cli.<verb>`; it has `app` or `command`."""

ELSEWHERE = {"serve-embedded": "toolmind.offline.serve"}
"""Verbs of rooms that the product does without."""


def build_app(verb: str | None) -> typer.Typer:
    """Return the command line with the module of `verb` loaded; of the others, only the help."""
    app = typer.Typer(
        help="The open pipeline for tool-use training data.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    app.callback()(_global_options)
    for name, text in VERBS.items():
        if name != verb:
            app.command(name, help=text)(lambda: None)
            continue
        module = import_module(ELSEWHERE.get(name, f"toolmind.cli.{name.replace('-', '_')}"))
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, help=text)
        else:
            app.command(name, help=module.command.__doc__)(module.command)
    return app


def _words() -> list[str]:
    """Return what was typed after `toolmind`; a shell that completes a line tells it aside."""
    if "_TOOLMIND_COMPLETE" not in os.environ:
        return sys.argv[1:]
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    return line.split()[1:]


def _print_version(wanted: bool) -> None:
    if wanted:
        from toolmind import __version__

        typer.echo(f"toolmind {__version__}")
        raise typer.Exit()


def _global_options(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_print_version, is_eager=True
    ),
) -> None:
    """Options that stand before the verb."""


def main() -> None:
    """Entry point of the `toolmind` command."""
    verb = next((word for word in _words() if not word.startswith("-")), None)
    try:
        build_app(verb)(prog_name="toolmind")
    except UserError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except BudgetExceeded as error:
        typer.echo(f"stopped: {error}. The same command with a higher limit goes on.", err=True)
        sys.exit(3)
    except EndpointError as error:
        typer.echo(f"stopped: {error}. Put that right, and the same command goes on.", err=True)
        sys.exit(4)
    except Interrupted:
        typer.echo("interrupted. The same command goes on from here.", err=True)
        sys.exit(130)
