"""`toolmind check DATA --explain ID`: one row as a person reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from toolmind.cli.show import say, text_of

if TYPE_CHECKING:
    from toolmind.pipeline.explain import Explained
    from toolmind.records import Verdict


def print_explained(data: list[Path], name: str, out: Path | None, tools: Path | None) -> None:
    """Print a row: each message, what was found in it, and the messages that this rests on."""
    from toolmind.pipeline.explain import explain
    from toolmind.runs.console import columns

    _print(asyncio.run(explain(data, name, out, tools)), columns())


def _print(one: Explained, width: int) -> None:
    row = one.row
    state = f"dropped: {', '.join(row.reasons)}"
    if row.keep:
        masked = sum(turn.reason not in ("", "not_learnt") for turn in row.turns)
        state = f"kept, {masked} turns masked" if masked else "kept"
    say("── ", f"{row.id} · {row.file}:{row.row} · {state}", width)
    if row.left_out:
        say("   ", f"no tools are defined: {', '.join(row.left_out)} left out", width)
    texts = {message.id: text_of(message) for message in one.messages}
    _print_verdicts(row.verdicts, texts, width)
    turns = {turn.message: turn for turn in row.turns}
    for message in one.messages:
        turn = turns.get(message.id)
        mark = f"  [not trained: {turn.reason}]" if turn and not turn.train else ""
        say(f"{message.id:>4} {message.role:<9} ", texts[message.id] + mark, width)
        if turn:
            _print_verdicts(turn.verdicts, texts, width)


def _print_verdicts(verdicts: Iterable[Verdict], texts: dict[str, str], width: int) -> None:
    for verdict in verdicts:
        who = f" ({verdict.model})" if verdict.model else ""
        sure = "" if verdict.score is None else f", score {verdict.score:g}"
        what = f"{verdict.check}.{verdict.code or verdict.outcome}{who}{sure}"
        mark = "?" if verdict.outcome == "unsure" else "✗"
        say(f"     {mark} ", f"{what}: {verdict.explanation}", width)
        for name in verdict.evidence:
            if name in texts and name != verdict.turn:
                say(f"       {name}: ", _first_line(texts[name]), width)


def _first_line(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= 200 else f"{line[:200]} …"
