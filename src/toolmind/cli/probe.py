"""`toolmind probe`: find out what an OpenAI-compatible server can do."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json


def command(
    base_url: Annotated[str, typer.Argument(help="As in http://127.0.0.1:8000/v1")],
    model: Annotated[
        str, typer.Option(help="Model to ask; the first one listed if left out.")
    ] = "",
    api_key_env: Annotated[
        str, typer.Option(help="Name of the environment variable that holds the key.")
    ] = "",
    json: JsonOption = False,
) -> None:
    """Find out what an OpenAI-compatible server can do, and print the settings that suit it."""
    import msgspec

    from toolmind.models.probe import probe

    report = asyncio.run(probe(base_url, model=model, api_key_env=api_key_env))
    if json:
        print_json({**msgspec.structs.asdict(report), "settings": report.settings()})
        return
    for finding in report.findings:
        note = f"  ({finding.note})" if finding.note else ""
        typer.echo(f"{finding.feature:16} {finding.answer}{note}")
    typer.echo("\nmodels:\n  endpoints:\n    teacher:\n      type: openai")
    typer.echo(f"      base_url: {base_url}\n      model: {report.model}")
    if api_key_env:
        typer.echo(f"      api_key_env: {api_key_env}")
    for name, value in report.settings().items():
        typer.echo(f"      {name}: {value}")
