"""One table of what the models came to, with 95% intervals, and the paired tests below it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

TURNS = {
    "next turn right": "right",
    "call or not": "decision",
    "tool": "tool",
    "arguments": "arguments",
}


def results(out: Path) -> str:
    """Return the table of the reports in the folders `turns`, `own` and `bfcl`, as Markdown."""
    reports = {
        name: orjson.loads(file.read_bytes())
        for name in ("turns", "own", "bfcl")
        if (file := out / name / "report.json").is_file()
    }
    rows: dict[str, dict[str, str]] = {}
    for report, model, measure, share in _shares(reports):
        rows.setdefault(f"{report}: {measure}", {})[model] = share
    models = list(dict.fromkeys(model for told in rows.values() for model in told))
    lines = [f"| share in % | {' | '.join(models)} |", "| --- |" + " ---: |" * len(models)]
    for name, told in rows.items():
        lines.append(f"| {name} | {' | '.join(told.get(model, '') for model in models)} |")
    pairs = [_in_words(name, pair) for name, one in reports.items() for pair in one["paired"]]
    return "\n".join([*lines, "", *pairs, ""])


def _shares(reports: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for one in reports.get("turns", {}).get("models", ()):
        for measure, key in TURNS.items():
            yield "turns", one["model"], measure, _share(one["all"][key])
    for one in reports.get("own", {}).get("models", ()):
        found = one["all"]
        yield "own", one["model"], "pass@1", _share(found["passes"]["1"])
        yield "own", one["model"], "no fault", _share(found["clean"])
        yield "own", one["model"], "no call where none is due", _share(found["refused"])
    for one in reports.get("bfcl", {}).get("models", ()):
        for category, found in {**one["categories"], "all": one["all"]}.items():
            yield "bfcl", one["model"], category, _share({**found, "of": found["tasks"]})


def _share(found: dict[str, float] | None) -> str:
    if found is None:
        return ""
    low, high = 100 * found["low"], 100 * found["high"]
    return f"{100 * found['share']:.1f} ({low:.0f}–{high:.0f}), of {found['of']}"


def _in_words(name: str, pair: dict[str, Any]) -> str:
    """Say a paired test: points that the second is ahead, their interval, McNemar's p."""
    apart, low, high = (100 * pair[key] for key in ("difference", "low", "high"))
    alone = f"{pair['only_second']} right alone against {pair['only_first']}"
    return (
        f"- {name}: {pair['second']} against {pair['first']}: {apart:+.1f} points "
        f"({low:+.0f} to {high:+.0f}), p = {pair['p']:.2g}, {alone}"
    )
