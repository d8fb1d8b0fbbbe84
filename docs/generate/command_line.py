"""The reference of the command line: what `--help` says of every verb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from toolmind.cli.main import VERBS, build_app

HEAD = """\
# The command line: every verb and option

<!-- Made from the code by `make docs`; what is changed here is lost. -->

`toolmind --install-completion` lets your shell complete verbs and options. Exit codes: 0 done, 1 a
finding (audit, check, lint) or a run of which nothing was kept, 2 bad input, 3 stopped by a budget,
4 stopped because an endpoint refuses all, 130 interrupted.
"""
WIDTH = 96


def page() -> str:
    """Return the page."""
    rows = "\n".join(f"| [{verb}](#{verb}) | {told} |" for verb, told in VERBS.items())
    index = f"| verb | |\n| --- | --- |\n{rows}\n"
    parts = [HEAD, index, *(text for verb in VERBS for text in _verb(verb))]
    return "\n".join(parts).rstrip() + "\n"


def _verb(verb: str) -> Iterator[str]:
    top: Any = typer.main.get_command(build_app(verb))
    command = top.commands[verb]
    yield f"## {verb}\n"
    yield _help(command, f"toolmind {verb}")
    for name, inner in getattr(command, "commands", {}).items():
        yield f"### {verb} {name}\n"
        yield _help(inner, f"toolmind {verb} {name}")


def _help(command: Any, path: str) -> str:
    command.rich_markup_mode = None  # plain text, the same on every terminal
    with command.make_context(path, ["--help"], resilient_parsing=True) as context:
        context.terminal_width = WIDTH
        return f"```\n{command.get_help(context).strip()}\n```\n"
