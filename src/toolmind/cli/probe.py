"""`toolmind probe`: find out what an OpenAI-compatible server can do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

if TYPE_CHECKING:
    from toolmind.models.probe import ProbeReport


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
        typer.echo(f"{finding.feature:20} {finding.answer}{note}")
    _warn(report, base_url)
    typer.echo("\nmodels:\n  endpoints:\n    teacher:\n      type: openai")
    typer.echo(f"      base_url: {report.base_url}\n      model: {report.model}")
    if api_key_env:
        typer.echo(f"      api_key_env: {api_key_env}")
    for name, value in report.settings().items():
        typer.echo(f"      {name}: {value}")


def _warn(report: ProbeReport, base_url: str) -> None:
    """Say what the settings do not."""
    if report.base_url != base_url.rstrip("/"):
        typer.echo(f"\n{base_url} lists no models; {report.base_url} does: use that", err=True)
    if "tool_mode" not in report.settings():
        typer.echo(
            "\nno call came back in any tool mode: this model, or server, cannot play the"
            " assistant",
            err=True,
        )
    elif report.answer("tools: auto") != "yes" and report.answer("tools: required") == "yes":
        typer.echo(
            "\ncalls come when they are required, not when the model may choose, as dialogues let"
            " it: see the server's option for automatic tool choice",
            err=True,
        )
