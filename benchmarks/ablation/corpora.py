"""Dialogues over the 88 functions of SGD: played by rule, and SGD's own (CC BY-SA 4.0).

`corpora` is a folder with `links_sgd/functions.jsonl` (the functions) and
`dialogues_sgd/dialogues.jsonl.gz` (1,500 dialogues of the data set). What is there already is not
made again.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from data import SHORT_TOOLS, export_rows, gold_file, kept, play

from toolmind.checks.duplicates import call_trace
from toolmind.formats.base import KeptTrajectory
from toolmind.pipeline.subjects import Source
from toolmind.tools.pool import ToolPool, read_pool
from toolmind.training.tokenizer import TEMPLATE, write_tokenizer

KINDS = (
    "{single: 3, parallel: 1, multi_step: 1, multi_turn: 1, missing_parameter: 2, no_tool: 1, "
    "near_miss: 0.5}"
)
SEEDS = {"synthetic": 11, "synthetic_held_out": 12}
OPEN_HELD_OUT = 200
"""Dialogues of SGD that are held out: the last ones."""

VOCABULARY = 3000
LEARNT = 3000
"""Dialogues of either sort that the tokenizer is made of."""


def prepare(corpora: Path, out: Path, dialogues: int, held_out: int) -> None:
    """Make every set of rows: synthetic, open, and some of either that are held out."""
    pool = out / "pool.jsonl"
    if not pool.is_file():
        out.mkdir(parents=True, exist_ok=True)
        pool.write_bytes(_lines(shown_function(row) for row in _rows(_functions(corpora))))
        file = corpora / "dialogues_sgd" / "dialogues.jsonl.gz"
        (out / "open.jsonl").write_bytes(_lines(shown_dialogue(row) for row in _rows(file)))
    for name, count in {"synthetic": dialogues, "synthetic_held_out": held_out}.items():
        play(out / name, pool, KINDS, count, SEEDS[name])
    if not (out / "rows" / "held_out_open").is_dir():
        _export(out, pool)


def _export(out: Path, pool: Path) -> None:
    own = _of(out / "synthetic")
    seen = {call_trace(one.trajectory.messages) for one in own} - {""}
    fresh = [
        one
        for one in _of(out / "synthetic_held_out")
        if call_trace(one.trajectory.messages) not in seen
    ]
    known = ToolPool(read_pool([pool]))
    theirs = [kept(one) for one in Source([out / "open.jsonl"], known)]
    rows = {
        "synthetic": own,
        "open": theirs[:-OPEN_HELD_OUT],
        "held_out_synthetic": fresh,
        "held_out_open": theirs[-OPEN_HELD_OUT:],
    }
    tokenizer = out / "tokenizer"
    texts = (text for name in ("synthetic", "open") for text in _texts(rows[name][:LEARNT]))
    write_tokenizer(texts, tokenizer, VOCABULARY)
    short = TEMPLATE.replace("'\\n' + (tool | tojson)", SHORT_TOOLS)
    (tokenizer / "chat_template.jinja").write_text(short)
    for name, found in rows.items():
        print(name, dict(export_rows(found, tokenizer, out / "rows" / name)), flush=True)


def _of(run: Path) -> list[KeptTrajectory]:
    return [kept(one) for one in Source([gold_file(run)])]


def _texts(rows: list[KeptTrajectory]) -> Iterator[str]:
    for row in rows:
        for message in row.trajectory.messages:
            yield message.content
            yield from (f"{call.name} {call.arguments}" for call in message.tool_calls)
        yield from (orjson.dumps(tool.spec()).decode() for tool in row.tools)


def _functions(corpora: Path) -> Path:
    return corpora / "links_sgd" / "functions.jsonl"


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    packed = file.read_bytes()
    plain = gzip.decompress(packed) if file.suffix == ".gz" else packed
    yield from map(orjson.loads, plain.splitlines())


def _lines(rows: Iterator[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def _name(name: str) -> str:
    """Return a name that every trainer takes, the same in either sort of dialogue."""
    return name.replace(".", "_")


def shown_function(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "id": _name(row["id"]), "name": _name(row["id"])}


def shown_dialogue(row: dict[str, Any]) -> dict[str, Any]:
    """Return a dialogue whose results have their first entry alone: five are most of its tokens."""
    messages = []
    for message in row["messages"]:
        told = dict(message)
        for call in told.get("tool_calls") or []:
            call["function"]["name"] = _name(call["function"]["name"])
        if told["role"] == "tool":
            found = orjson.loads(told["content"])
            told["content"] = orjson.dumps(found[:1] if isinstance(found, list) else found).decode()
        messages.append(told)
    return {**row, "messages": messages, "tools": [_name(tool) for tool in row["tools"]]}
