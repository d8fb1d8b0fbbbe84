"""The card of a trained model: what it was made of, how, and where that came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolmind.training.config import TINY, TrainConfig
from toolmind.training.report import TrainReport

_ROWS = 20
"""A table has at most so many rows."""


def card(config: TrainConfig, report: TrainReport) -> str:
    """Return the README of a model's folder: the head that a hub reads, then tables for people."""
    parts = [_head(config), _said(config, report), _settings(config), _lineage(report)]
    return "\n".join(parts)


def _head(config: TrainConfig) -> str:
    lines = ["library_name: peft" if config.lora else "library_name: transformers"]
    if config.model != TINY and not Path(config.model).is_dir():
        lines.append(f"base_model: {config.model}")
    lines.append("tags:\n- tool-use\n- function-calling\n- trl\n- sft")
    return "---\n" + "\n".join(lines) + "\n---\n"


def _said(config: TrainConfig, report: TrainReport) -> str:
    data = report.data
    base = "random weights" if config.model == TINY else f"`{config.model}`"
    if Path(config.model).is_dir():
        base = f"a folder `{Path(config.model).name}`"  # where it lies is nobody's business
    how = "LoRA adapters, trained" if config.lora else "All weights, trained"
    seen = f"{report.rows:,} of " if report.rows < data.rows else ""
    text = (
        f"# A model for tool use\n\n{how} from {base} on {seen}{data.rows:,} rows of"
        f" {data.trajectories:,} dialogues by ToolMind and TRL's `SFTTrainer`: {report.steps:,}"
        f" steps, {report.tokens:,} tokens, of which {report.learnt_tokens:,} under loss."
        f" The loss went from {report.first_loss:.3f} to {report.last_loss:.3f}"
        f" ({report.rows_per_second:.2f} rows a second).\n\n"
        "![The loss over the steps](loss.svg)\n"
    )
    if data.weight < data.learnt_tokens:
        share = data.weight / data.learnt_tokens
        text += f"\nTurns are weighted: their tokens count {share:.1%} of what they would.\n"
    return text + _table("Rows left out, by reason", data.left_out)


def _settings(config: TrainConfig) -> str:
    kept = config.model_dump(mode="json", exclude={"data", "tokenizer", "model", "tiny"})
    if config.model == TINY:
        kept["tiny"] = config.tiny.model_dump()
    return "\n## Settings\n\n" + _rows(("setting", "value"), _flat(kept))


def _flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        elif value not in ("", None):
            yield above + name, str(value)


def _lineage(report: TrainReport) -> str:
    found = report.data.lineage
    if found.fingerprint:
        told = [
            ("run", f"`{found.run}`, fingerprint `{found.fingerprint}`"),
            ("made by", f"ToolMind {found.toolmind}"),
            ("checks", ", ".join(found.checks) or "none"),
            ("judges", ", ".join(found.judges) or "none"),
            ("format", "`trl_tokens`, each row proven by the model's chat template"),
        ]
    else:
        told = [("run", "not known: the export lies in no run folder")]
    tables = [_table(f"Rows by {name}", counts) for name, counts in found.counts.items()]
    return "\n## Where the data comes from\n\n" + _rows(("", ""), told) + "".join(tables)


def _table(title: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return ""
    rows = [(name or "not told", f"{count:,}") for name, count in counts.items()]
    rest = len(rows) - _ROWS
    more = [(f"{rest:,} more", "")] if rest > 0 else []
    return f"\n### {title}\n\n" + _rows(("", "rows"), [*rows[:_ROWS], *more])


def _rows(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "| --- | --- |"]
    lines += [f"| {_cell(name)} | {_cell(value)} |" for name, value in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
