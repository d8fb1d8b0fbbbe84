"""`toolmind show`: trajectories of a run in readable form."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json

if TYPE_CHECKING:
    from toolmind.records import Decision, Message
    from toolmind.runs.find import FoundItem
    from toolmind.runs.run_dir import Finished

_LONGEST = 1500
"""Characters of a message that are shown."""


def command(
    run: Annotated[Path, typer.Argument(help="The run folder.")],
    which: Annotated[
        list[str] | None, typer.Argument(help="Items by id or range: t000342, 342, 10-20.")
    ] = None,
    count: Annotated[
        int | None, typer.Option("-n", min=1, help="How many. [default: 1, or all that are named]")
    ] = None,
    start: Annotated[int, typer.Option(min=0, help="Index of the first one.")] = 0,
    kind: Annotated[str, typer.Option(help="Only scenarios of this kind.")] = "",
    reason: Annotated[
        str,
        typer.Option(help="Only items dropped, masked or failed for this reason of the report."),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Print trajectories of a run in readable form, with each turn's verdict."""
    from toolmind.runs.find import find_items
    from toolmind.runs.run_dir import RunDir

    most = count if count or which else 1
    with RunDir.view(run) as folder:
        found = find_items(folder, which or (), start=start, kind=kind, reason=reason)
        shown = list(islice(found, most))
    if json:
        print_json([_plain(one) for one in shown])
    else:
        _print_all(shown)


def print_first(run: Path) -> None:
    """Print the first trajectory of a run, if there is one."""
    from toolmind.runs.find import find_items
    from toolmind.runs.run_dir import RunDir

    with RunDir.view(run) as folder:
        if len(folder.verdicts):
            _print_all([next(find_items(folder))])


def _plain(one: FoundItem) -> dict[str, object]:
    if one.item is None:
        return {"index": one.index, "rejection": one.rejection}
    return {
        "scenario": one.item.scenario,
        "trajectory": one.item.trajectory,
        "decision": one.decision,
    }


def _print_all(shown: list[FoundItem]) -> None:
    from toolmind.runs.console import columns

    width = columns()
    for one in shown:
        if one.item is not None:
            _print(one.item, one.decision, width)
        elif why := one.rejection:
            say("── ", f"t{one.index:06d} · failed · {why.stage}: {why.code}", width)
            say("   ", why.explanation, width)


def _print(item: Finished, decision: Decision | None, width: int) -> None:
    scenario, messages = item.scenario, item.trajectory.messages
    masked = decision.masked if decision else {}
    state = "not selected yet" if decision is None else "kept"
    if decision and not decision.keep:
        state = f"dropped: {', '.join(decision.reasons)}"
    head = (item.trajectory.id, scenario.kind, scenario.clock, state)
    say("── ", " · ".join(head), width)
    say("   ", f"{scenario.persona} {scenario.intent}", width)
    say("   ", f"{len(scenario.tools)} tools shown, {len(scenario.steps)} calls expected", width)
    for message in messages:
        if message.role == "system":
            continue
        label = decision.labels.get(message.id, "") if decision else ""
        mark = f"  [{label}]" if label == "recovery" else ""
        mark = f"  [masked: {masked[message.id]}]" if message.id in masked else mark
        say(f"{message.id:>4} {message.role:<9} ", text_of(message) + mark, width)


def say(before: str, text: str, width: int) -> None:
    """Print a text wrapped, its further lines below its first."""
    from toolmind.runs.console import wrapped

    for line in wrapped(text, max(20, width - len(before))):
        typer.echo(f"{before}{line}".rstrip())
        before = " " * len(before)


def text_of(message: Message) -> str:
    """Return a message as a person reads it: reasoning, words, calls; too long a one is cut."""
    parts = [f"({message.reasoning})"] if message.reasoning else []
    parts += [message.content] if message.content else []
    parts += [f"[tools added: {', '.join(message.adds_tools)}]"] if message.adds_tools else []
    parts += [f"{call.id} = {call.name}({call.arguments})" for call in message.tool_calls]
    if message.role == "tool":
        parts = [f"{message.tool_call_id} → {message.status}", *parts]
    return _shorten("\n".join(parts))


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text)} characters)"
