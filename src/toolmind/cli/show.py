"""`toolmind show`: trajectories of a run in readable form."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

if TYPE_CHECKING:
    from toolmind.records import Decision, Message
    from toolmind.runs.run_dir import Finished

_WIDEST = 1500
"""Characters of a message that are shown."""


def command(
    run: Annotated[Path, typer.Argument(help="The run folder.")],
    count: Annotated[int, typer.Option("-n", min=1, help="How many.")] = 1,
    start: Annotated[int, typer.Option(min=0, help="Index of the first one.")] = 0,
    kind: Annotated[str, typer.Option(help="Only scenarios of this kind.")] = "",
    json: JsonOption = False,
) -> None:
    """Print trajectories of a run in readable form, with each turn's verdict."""
    shown, decisions = _read(run, count, start, kind)
    if json:
        print_json(
            [
                {
                    "scenario": item.scenario,
                    "trajectory": item.trajectory,
                    "decision": decisions.get(item.trajectory.index),
                }
                for item in shown
            ]
        )
    else:
        _print_all(shown, decisions)


def print_trajectories(run: Path, *, count: int) -> None:
    """Print the first `count` trajectories of a run."""
    _print_all(*_read(run, count))


def _read(
    run: Path, count: int, start: int = 0, kind: str = ""
) -> tuple[list[Finished], dict[int, Decision]]:
    from toolmind.runs.run_dir import RunDir

    with RunDir.view(run) as folder:
        fitting = (
            item
            for item in folder.finished()
            if item.trajectory.index >= start and kind in ("", item.scenario.kind)
        )
        return list(islice(fitting, count)), folder.decisions()


def _print_all(shown: list[Finished], decisions: dict[int, Decision]) -> None:
    for item in shown:
        _print(item, decisions.get(item.trajectory.index))
    if not shown:
        typer.echo("no such trajectory")


def _print(item: Finished, decision: Decision | None) -> None:
    from toolmind.records import Decision

    scenario, messages = item.scenario, item.trajectory.messages
    decision = decision or Decision(keep=False, reasons=("not selected yet",))
    state = "kept" if decision.keep else f"dropped: {', '.join(decision.reasons)}"
    typer.echo(f"── {item.trajectory.id} · {scenario.kind} · {scenario.clock} · {state}")
    typer.echo(f"   {scenario.persona} {scenario.intent}")
    typer.echo(f"   {len(scenario.tools)} tools shown, {len(scenario.steps)} calls expected")
    for message in messages[1:]:
        mark = f"  [masked: {decision.masked[message.id]}]" if message.id in decision.masked else ""
        typer.echo(f"{message.id:>4} {message.role:<9} {_text(message)}{mark}")


def _text(message: Message) -> str:
    parts = [f"({message.reasoning})"] if message.reasoning else []
    parts += [message.content] if message.content else []
    parts += [f"{call.id} = {call.name}({call.arguments})" for call in message.tool_calls]
    if message.role == "tool":
        parts = [f"{message.tool_call_id} → {message.status}", *parts]
    return _shorten("\n               ".join(parts))


def _shorten(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]} … ({len(text)} characters)"
