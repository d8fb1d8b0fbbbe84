"""The report of a run: what it made and what that took, as tables or as plain values."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from toolmind.models.cost import Account
from toolmind.runs.console import console
from toolmind.runs.quotas import Quotas
from toolmind.runs.run_dir import RunDir
from toolmind.runs.statistics import Statistics, as_json, collect

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_EXPLANATIONS = 3
"""Explanations of a reason that are printed, the commonest (ours)."""


def read_report(run: Path) -> dict[str, Any]:
    """Return the report of a run as plain values: those of `stats.json`, and what was exported.

    Raises:
        RunError: `run` is not a run folder.
    """
    with RunDir.view(run) as folder:
        exports = [{"file": str(file), "bytes": size} for file, size in _exports(folder)]
        return as_json(collect(folder)) | {"exports": exports, "notes": folder.notes()}


def print_report(run: Path) -> None:
    """Print the report of a run.

    Raises:
        RunError: `run` is not a run folder.
    """
    to = console()
    with RunDir.view(run) as folder:
        statistics = collect(folder)
        _print_made(statistics, to)
        _print_consumed(statistics, to)
        for note in folder.notes():
            to.print(f"note: {note}", highlight=False, markup=False)
        for file, size in _exports(folder):
            to.print(f"{file}  ({size / 1e6:.1f} MB)", highlight=False)


def _print_made(statistics: Statistics, to: Console) -> None:
    """Print what became of the items, and what they are."""
    to.print(_counts(statistics))
    if statistics.failed:
        to.print(_failures(statistics))
    for title, counter in (
        ("chains rejected by the writer, by its reasons", statistics.rejected_chains),
        ("links of the chains rejected by the writer", statistics.rejected_links),
        ("links judged by a model", statistics.judged_links),
        ("links that a model did not pass", statistics.refused_links),
        ("dropped trajectories, by reason", statistics.dropped),
        ("masked turns, by reason", statistics.masked),
        ("kinds of the kept", statistics.kinds),
        ("failures put into calls on purpose, by kind", statistics.injected),
        ("turns played again, by who and why", statistics.again),
        ("dialogues with a fault of the user, by kind", statistics.user_faults),
    ):
        if counter:
            to.print(_counter(title, counter))
    if asked := statistics.audited["asked"]:
        refused = statistics.audited["refused"]
        to.print(f"simulated answers audited: {asked:,}, of these refused: {refused:,}")
    if statistics.planted:
        obeyed, planted = statistics.obeyed, statistics.planted
        to.print(
            f"instructions planted in results: obeyed in {obeyed:,} of {planted:,} dialogues"
            f" ({obeyed / planted:.1%})"
        )
    if statistics.quotas:
        to.print(_quotas(statistics.quotas))
    to.print(_lengths(statistics))


def _print_consumed(statistics: Statistics, to: Console) -> None:
    """Print what models took, and what was spared."""
    to.print(_usage(statistics.account))
    if statistics.kept:
        to.print(_tokens(statistics), highlight=False)
    for judge, count in statistics.spared.items():
        to.print(f"{count:,} dialogues had nothing doubtful: {judge} was not asked")
    if statistics.tokens_spared:
        to.print(f"about {statistics.tokens_spared:,} tokens spared so")
    if statistics.account.faults:
        to.print(_faults(statistics.account))
    if {one.endpoint for one in statistics.account.consumed} == {"embedded"}:
        to.print(
            "played by the embedded rule-based model: shows the road, not a teacher's language"
        )


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", show_header=bool(columns))
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position == 0 else "right")
    return table


def _counts(statistics: Statistics) -> Table:
    table = _table("items", "stage", "count")
    for name, count in (
        ("begun and ended", statistics.ended),
        ("failed", statistics.n_failed),
        ("played and checked", statistics.played + statistics.undecided),
        ("not selected yet", statistics.undecided),
        ("dropped", statistics.played - statistics.kept),
        ("kept", statistics.kept),
        ("assistant turns in the kept", statistics.assistant_turns),
        ("of these masked", sum(statistics.masked.values())),
        ("of these without reasoning", statistics.without_reasoning),
    ):
        table.add_row(name, f"{count:,}")
    return table


def _failures(statistics: Statistics) -> Table:
    """Return the reasons of failures, each with the commonest explanations below it."""
    from rich.markup import escape

    table = _table("failed items", "why", "count", "share")
    for reason, count in statistics.failed.most_common():
        table.add_row(reason, f"{count:,}", f"{count / statistics.n_failed:.1%}")
        for gist, times in statistics.why_failed[reason].most_common(_EXPLANATIONS):
            if gist:
                table.add_row(escape(f"  {gist}"), f"{times:,}", "")
    return table


def _counter(title: str, counter: Counter[str]) -> Table:
    table = _table(title, "what", "count", "share")
    total = sum(counter.values())
    for name, count in counter.most_common(20):
        table.add_row(name, f"{count:,}", f"{count / total:.1%}")
    return table


def _quotas(quotas: Quotas) -> Table:
    table = _table("quotas, of the kept", "what", "share", "least", "most", "held")
    for one in quotas.held():
        held = "yes" if one.is_held else "no"
        table.add_row(one.name, f"{one.share:.1%}", f"{one.least:.0%}", f"{one.most:.1%}", held)
    return table


def _lengths(statistics: Statistics) -> Table:
    table = _table("the kept, per trajectory", "what", "mean", "median", "max")
    for name, values in (("tool calls", statistics.calls), ("user turns", statistics.user_turns)):
        ordered = sorted(values) or [0]
        row = f"{mean(ordered):.2f}", f"{median(ordered):g}", str(ordered[-1])
        table.add_row(name, *row)
    top = statistics.tools.most_common(1)
    share = top[0][1] / statistics.tools.total() if top else 0.0
    table.add_row("distinct tools called (whole run)", f"{len(statistics.tools):,}", "", "")
    table.add_row("share of the most called tool", f"{share:.2%}", "", "")
    return table


def _usage(account: Account) -> Table:
    columns = "role", "endpoint", "calls", "from the cache", "prompt tokens", "completion tokens"
    table = _table("model use, of all starts", *columns, "cost")
    for one in account.consumed:
        table.add_row(
            one.role,
            one.endpoint,
            f"{one.usage.requests:,}",
            f"{one.cached:,}",
            f"{one.usage.prompt_tokens:,}",
            f"{one.usage.completion_tokens:,}",
            f"${one.usage.cost:.2f}",
        )
    return table


def _tokens(statistics: Statistics) -> str:
    return (
        f"{statistics.prompt_tokens_per_kept:,.0f} prompt tokens per kept trajectory,"
        f" {statistics.tokens_per_kept_turn:,.0f} tokens per kept turn; a cache of prefixes would"
        f" reuse {statistics.account.prefix_reuse():.0%} of the prompts"
    )


def _faults(account: Account) -> Table:
    table = _table(
        "faults of endpoints, healed by asking again or not", "endpoint", "kind", "count"
    )
    for endpoint, codes in account.faults.items():
        for code, count in sorted(codes.items(), key=lambda one: -one[1]):
            table.add_row(endpoint, code, f"{count:,}")
    return table


def _exports(folder: RunDir) -> list[tuple[Path, int]]:
    """Return the exported files with their sizes in bytes."""
    files = sorted(folder.export.rglob("*")) if folder.export.exists() else []
    return [(file, file.stat().st_size) for file in files if file.is_file()]
