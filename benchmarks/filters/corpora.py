"""The dialogues that rules are measured on, what is found in them, and what was read of that.

Gold are dialogues whose every turn counts as good, although some are not: `readings.jsonl` holds
what a reader made of each verdict on them, by the dialogue's text. A line is `corpus`, `id`,
`message`, `check` (with its code), `verdict` (`fault`: the data is at fault; `false_alarm`: the
rule is) and `why`.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from toolmind.checks.policy import reason
from toolmind.pipeline.check_out import check_out
from toolmind.runs.checked import CheckedRow, CheckedTurn, read_checked
from toolmind.runs.labels import Share

Row = dict[str, Any]

SGD_CLOCK = "2019-03-01T12:00"
"""Every dialogue of SGD takes place on this day (its own README)."""

HALVES = ("first half", "second half")
READINGS = Path(__file__).with_name("readings.jsonl")


@dataclass(frozen=True)
class Corpus:
    """Dialogues in a folder of that name; `tools` says whether SGD's define what they call."""

    name: str
    tools: bool = False
    clock: str = ""

    def rows(self, folder: Path) -> list[Row]:
        return lines(next((folder / self.name).glob("*.jsonl.gz")))

    async def check(self, rows: Iterable[Row], folder: Path, out: Path) -> list[CheckedRow]:
        """Return what the rules find in the rows; the folder is that of all corpora."""
        data = out.with_name(f"{out.name}.jsonl")
        data.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        await check_out([data], out, tools=self.pool(folder), clock=self.clock)
        return list(read_checked(out))

    def pool(self, folder: Path) -> Path | None:
        return folder / "links_sgd" / "functions.jsonl" if self.tools else None


SGD = Corpus("dialogues_sgd", tools=True, clock=SGD_CLOCK)
GOLD = (SGD, Corpus("dialogues_apibank"), Corpus("dialogues_tooltalk"))
AGENTRX = Corpus("labelled_agentrx_tau_retail")


def lines(file: Path) -> list[Row]:
    with gzip.open(file) as rows:
        return [orjson.loads(row) for row in rows]


def half(row: Row) -> str:
    """Return which half a dialogue is of: drawn by its id, so that it is always the same."""
    return HALVES[hashlib.sha256(row["id"].encode()).digest()[0] % 2]


def passed(row: Row) -> bool:
    return bool(row.get("reward", 1) == 1)


def failed_turns(row: CheckedRow) -> set[str]:
    return {turn.message for turn in row.turns if _failures(turn)}


def _failures(turn: CheckedTurn) -> set[str]:
    return {reason(one) for one in turn.verdicts if one.outcome == "fail"}


def false_turns(corpus: Corpus, row: CheckedRow) -> set[str]:
    """Return the failed turns with a verdict that nobody read as right."""
    right = _read_as_faults()
    return {
        turn.message
        for turn in row.turns
        if any((corpus.name, row.id, turn.message, one) not in right for one in _failures(turn))
    }


@cache
def _read_as_faults() -> frozenset[tuple[str, str, str, str]]:
    read = map(orjson.loads, READINGS.read_bytes().splitlines())
    return frozenset(
        (one["corpus"], one["id"], one["message"], one["check"])
        for one in read
        if one["verdict"] == "fault"
    )


def reasons(rows: Iterable[CheckedRow]) -> Counter[str]:
    """Return in how many turns each reason is."""
    return Counter(one for row in rows for turn in row.turns for one in _failures(turn))


def told(share: Share | None) -> str:
    if share is None:
        return "–"
    return f"{share.share:.2%} ({share.low:.1%}–{share.high:.1%}) of {share.of:,}"
