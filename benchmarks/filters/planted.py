"""False alarms of the rules on gold dialogues, and recall on faults planted in them.

    make bench-filters CORPORA=FOLDER

FOLDER holds `dialogues_sgd`, `dialogues_apibank`, `dialogues_tooltalk`, each with
`dialogues.jsonl.gz`, `labelled_agentrx_tau_retail/trajectories.jsonl.gz` (of which only runs with
reward 1 count) and `links_sgd/functions.jsonl`. None of it is shipped.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson

from toolmind.checks.faults.load import build_faults
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.plant import labels_beside, plant_faults
from toolmind.runs.checked import read_checked
from toolmind.runs.labels import Share, wilson

SGD_CLOCK = "2019-03-01T12:00"
"""Every dialogue of SGD takes place on this day (its own README)."""
PLANTED_IN = 200


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("corpora", type=Path)
    folder = words.parse_args().corpora
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measure(folder, Path(made)))


async def measure(folder: Path, made: Path) -> None:
    sgd = folder / "links_sgd" / "functions.jsonl"
    gold = {
        "dialogues_sgd": (sgd, SGD_CLOCK),
        "dialogues_apibank": (None, ""),
        "dialogues_tooltalk": (None, ""),
        "labelled_agentrx_tau_retail": (None, ""),
    }
    print("| corpus | turns | with a finding | rows dropped | turns a second | most frequent |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    for name, (tools, clock) in gold.items():
        data = passing(next((folder / name).glob("*.jsonl.gz")), made / f"{name}.jsonl")
        began = time.process_time()
        await check_out([data], made / name, tools=tools, clock=clock)
        print(line(name, made / name, time.process_time() - began))
    print("\n| kind | against | " + " | ".join(list(gold)[:3]) + " |")
    print("| --- | --- | ---: | ---: | ---: |")
    found: dict[str, list[str]] = {fault.name: [fault.group] for fault in build_faults()}
    for name, (tools, clock) in list(gold.items())[:3]:
        good, out = made / f"{name}-good.jsonl", made / f"{name}-faults.jsonl"
        lines = (made / f"{name}.jsonl").read_bytes().splitlines(keepends=True)
        good.write_bytes(b"".join(lines[:PLANTED_IN]))
        plant_faults([good], out, tools=tools)
        labels = labels_beside(out)
        report = await check_out([out], made / f"{name}-f", tools=tools, labels=labels, clock=clock)
        assert report.labelled
        for kind, cells in found.items():
            of = report.labelled.kinds.get(kind)
            cells.append(told(of.recall if of else None))
    for kind, cells in found.items():
        print(f"| {kind} | {' | '.join(cells)} |")


def passing(source: Path, to: Path) -> Path:
    with gzip.open(source) as file:
        to.write_bytes(b"".join(one for one in file if orjson.loads(one).get("reward", 1) == 1))
    return to


def line(name: str, folder: Path, seconds: float) -> str:
    turns = alarmed = dropped = 0
    reasons: Counter[str] = Counter()
    for row in read_checked(folder):
        dropped += not row.keep
        for turn in row.turns:
            turns += 1
            alarmed += bool(turn.verdicts)
            reasons.update({f"{one.check}.{one.code}" for one in turn.verdicts})
        reasons.update({f"{one.check}.{one.code}" for one in row.verdicts})
    most = ", ".join(list(most_of(reasons)))
    share = told(wilson(alarmed, turns))
    return f"| {name} | {turns:,} | {share} | {dropped} | {turns / seconds:,.0f} | {most} |"


def most_of(reasons: Counter[str]) -> Iterator[str]:
    for reason, count in reasons.most_common(3):
        yield f"{reason} {count}"


def told(share: Share | None) -> str:
    if share is None:
        return "–"
    return f"{share.share:.2%} ({share.low:.1%}–{share.high:.1%}) of {share.of:,}"


if __name__ == "__main__":
    main()
