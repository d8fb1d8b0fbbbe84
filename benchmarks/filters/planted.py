"""False alarms of the rules on gold dialogues, and recall on faults planted in them.

    make bench-filters CORPORA=FOLDER [SGD=FOLDER]

CORPORA holds `dialogues_sgd`, `dialogues_apibank`, `dialogues_tooltalk`, each with
`dialogues.jsonl.gz`, `labelled_agentrx_tau_retail/trajectories.jsonl.gz` and
`links_sgd/functions.jsonl`; SGD is the repository of that data set, of whose other dialogues as
many are drawn (`fresh`). None of it is shipped.

Each corpus is parted in halves by a hash of the dialogue's id. By now every alarm of both was read
(`readings.jsonl`), and the rules were mended by them: what is held out is what `fresh` draws. Of
AgentRx's runs those with reward 1 count as gold; of the others, whose wrong turns people labelled,
the rules' recall is told.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

import orjson
from corpora import (
    AGENTRX,
    GOLD,
    HALVES,
    Corpus,
    failed_turns,
    false_turns,
    half,
    passed,
    reasons,
    told,
)
from fresh import measure_fresh

from toolmind.checks.faults.load import build_faults
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.plant import labels_beside, plant_faults
from toolmind.runs.checked import CheckedRow
from toolmind.runs.labels import wilson

PLANTED_IN = 200
"""Dialogues of each half of a corpus that faults are planted in, at most."""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("corpora", type=Path)
    words.add_argument("--sgd", type=Path)
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measure(given.corpora, given.sgd, Path(made)))


async def measure(folder: Path, sgd: Path | None, made: Path) -> None:
    print("| corpus | half | turns | failed | read as false, or unread | unsure | a second | for |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    for corpus in (*GOLD, AGENTRX):
        for which in HALVES:
            rows = [row for row in corpus.rows(folder) if half(row) == which and passed(row)]
            began = time.process_time()
            checked = await corpus.check(rows, folder, made / f"{corpus.name} {which}")
            print(line(corpus, which, checked, time.process_time() - began))
    await measure_fresh(folder, sgd, made)
    await measure_failed(folder, made)
    await measure_planted(folder, made)


async def measure_failed(folder: Path, made: Path) -> None:
    print("\n| failed runs | runs | with a failed turn | labelled turns | of these found |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for which in HALVES:
        rows = [row for row in AGENTRX.rows(folder) if half(row) == which and not passed(row)]
        checked = await AGENTRX.check(rows, folder, made / f"failed {which}")
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
        out, tools = made / f"faults {corpus.name} {which}.jsonl", corpus.pool(folder)
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


def line(corpus: Corpus, which: str, rows: list[CheckedRow], seconds: float) -> str:
    turns = sum(len(row.turns) for row in rows)
    failed = wilson(sum(len(failed_turns(row)) for row in rows), turns)
    false = wilson(sum(len(false_turns(corpus, row)) for row in rows), turns)
    unsure = sum(
        any(verdict.outcome == "unsure" for verdict in turn.verdicts)
        for row in rows
        for turn in row.turns
    )
    most = ", ".join(f"{what} {count}" for what, count in reasons(rows).most_common(4))
    return (
        f"| {corpus.name} | {which} | {turns:,} | {told(failed)} | {told(false)} |"
        f" {unsure / turns:.2%} | {turns / seconds:,.0f} | {most} |"
    )


if __name__ == "__main__":
    main()
