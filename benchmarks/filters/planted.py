"""False alarms of the rules on gold dialogues, and recall on faults planted in them.

    make bench-filters CORPORA=FOLDER

FOLDER holds `dialogues_sgd`, `dialogues_apibank`, `dialogues_tooltalk`, each with
`dialogues.jsonl.gz`, `labelled_agentrx_tau_retail/trajectories.jsonl.gz` and
`links_sgd/functions.jsonl`. None of it is shipped.

Each corpus is parted by a hash of the dialogue's id: the rules are written by what they do on one
half, and nobody reads the other. Of AgentRx's runs those with reward 1 count as gold; of the
others, whose wrong turns people labelled, the rules' recall is told.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from toolmind.checks.faults.load import build_faults
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.plant import labels_beside, plant_faults
from toolmind.runs.checked import CheckedRow, read_checked
from toolmind.runs.labels import Share, wilson

SGD_CLOCK = "2019-03-01T12:00"
"""Every dialogue of SGD takes place on this day (its own README)."""

HALVES = ("tuned on", "held out")
PLANTED_IN = 200
"""Dialogues of each half of a corpus that faults are planted in, at most."""


@dataclass(frozen=True)
class Corpus:
    """Dialogues in a folder of that name; `tools` says whether SGD's define what they call."""

    name: str
    tools: bool = False
    clock: str = ""

    def rows(self, folder: Path) -> list[dict[str, Any]]:
        with gzip.open(next((folder / self.name).glob("*.jsonl.gz"))) as file:
            return [orjson.loads(line) for line in file]


SGD = Corpus("dialogues_sgd", tools=True, clock=SGD_CLOCK)
GOLD = (SGD, Corpus("dialogues_apibank"), Corpus("dialogues_tooltalk"))
AGENTRX = Corpus("labelled_agentrx_tau_retail")


def half(row: dict[str, Any]) -> str:
    """Return which half a dialogue is of: drawn by its id, so that it is always the same."""
    return HALVES[hashlib.sha256(row["id"].encode()).digest()[0] % 2]


def passed(row: dict[str, Any]) -> bool:
    return row.get("reward", 1) == 1


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("corpora", type=Path)
    folder = words.parse_args().corpora
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measure(folder, Path(made)))


async def measure(folder: Path, made: Path) -> None:
    print(
        "| corpus | half | turns | failed | unsure | rows dropped | turns a second | failed for |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for corpus in (*GOLD, AGENTRX):
        for which in HALVES:
            rows = [row for row in corpus.rows(folder) if half(row) == which and passed(row)]
            began = time.process_time()
            checked = await check(rows, corpus, folder, made / f"{corpus.name} {which}")
            print(line(corpus.name, which, checked, time.process_time() - began))
    await measure_failed(folder, made)
    await measure_planted(folder, made)


async def check(
    rows: list[dict[str, Any]], corpus: Corpus, folder: Path, out: Path
) -> list[CheckedRow]:
    data = out.with_name(f"{out.name}.jsonl")
    data.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    await check_out([data], out, tools=pool(corpus, folder), clock=corpus.clock)
    return list(read_checked(out))


def pool(corpus: Corpus, folder: Path) -> Path | None:
    return folder / "links_sgd" / "functions.jsonl" if corpus.tools else None


async def measure_failed(folder: Path, made: Path) -> None:
    print("\n| failed runs | runs | with a failed turn | labelled turns | of these found |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for which in HALVES:
        rows = [row for row in AGENTRX.rows(folder) if half(row) == which and not passed(row)]
        checked = await check(rows, AGENTRX, folder, made / f"failed {which}")
        found = {one.id: failed_turns(one) for one in checked}
        labelled = [
            (row["id"], f"m{at}")
            for row in rows
            for at in row["human_labels"]["failures_by_message_index"]
            if row["messages"][int(at)]["role"] == "assistant"
        ]
        hits = sum(turn in found[name] for name, turn in labelled)
        with_one = told(wilson(sum(map(bool, found.values())), len(found)))
        recall = told(wilson(hits, len(labelled)))
        print(f"| {which} | {len(rows)} | {with_one} | {len(labelled)} | {recall} |")


async def measure_planted(folder: Path, made: Path) -> None:
    columns = [(corpus, which) for corpus in GOLD for which in HALVES]
    print("\n| kind | against | " + " | ".join(f"{c.name}, {which}" for c, which in columns) + " |")
    print("| --- | --- |" + " ---: |" * len(columns))
    found: dict[str, list[str]] = {fault.name: [fault.group] for fault in build_faults()}
    for corpus, which in columns:
        good = made / f"good {corpus.name} {which}.jsonl"
        rows = [row for row in corpus.rows(folder) if half(row) == which][:PLANTED_IN]
        good.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        out, tools = made / f"faults {corpus.name} {which}.jsonl", pool(corpus, folder)
        plant_faults([good], out, tools=tools)
        report = await check_out(
            [out],
            made / f"checked faults {corpus.name} {which}",
            tools=tools,
            labels=labels_beside(out),
            clock=corpus.clock,
        )
        assert report.labelled
        for kind, cells in found.items():
            of = report.labelled.kinds.get(kind)
            cells.append(told(of.recall if of else None))
    for kind, cells in found.items():
        print(f"| {kind} | {' | '.join(cells)} |")


def failed_turns(row: CheckedRow) -> set[str]:
    return {
        turn.message
        for turn in row.turns
        if any(verdict.outcome == "fail" for verdict in turn.verdicts)
    }


def line(name: str, which: str, rows: list[CheckedRow], seconds: float) -> str:
    turns = sum(len(row.turns) for row in rows)
    failed = sum(len(failed_turns(row)) for row in rows)
    unsure = sum(
        any(verdict.outcome == "unsure" for verdict in turn.verdicts)
        for row in rows
        for turn in row.turns
    )
    dropped = sum(not row.keep for row in rows)
    most = ", ".join(f"{reason} {count}" for reason, count in reasons(rows).most_common(4))
    return (
        f"| {name} | {which} | {turns:,} | {told(wilson(failed, turns))} | {unsure / turns:.2%} |"
        f" {dropped} | {turns / seconds:,.0f} | {most} |"
    )


def reasons(rows: list[CheckedRow]) -> Counter[str]:
    return Counter(
        reason
        for row in rows
        for found in (row.verdicts, *(turn.verdicts for turn in row.turns))
        for reason in set(failures(found))
    )


def failures(verdicts: Any) -> Iterator[str]:
    for one in verdicts:
        if one.outcome == "fail":
            yield f"{one.check}.{one.code}"


def told(share: Share | None) -> str:
    if share is None:
        return "–"
    return f"{share.share:.2%} ({share.low:.1%}–{share.high:.1%}) of {share.of:,}"


if __name__ == "__main__":
    main()
