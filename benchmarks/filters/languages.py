"""False alarms and recall of the rules in eleven languages, on dialogues written for it.

    make bench-languages

`languages.jsonl` holds ten right dialogues of each language, written by us by hand (Apache-2.0, as
all of this), with the day on which they take place; `tools.jsonl` the tools that they call. Four of
each (`-h`) were written before any rule was run on them, and no verdict on them was read: held out.
The others (`-t`) the rules were tuned on. Two (`-n`) were written once the rules were there.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import orjson

from planted import failed_turns, reasons, told
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.plant import labels_beside, plant_faults
from toolmind.runs.checked import CheckedRow, read_checked
from toolmind.runs.labels import wilson

HERE = Path(__file__).parent
CLOCK = "2026-11-30T10:00"
HALVES = {"t": "tuned on", "h": "held out", "n": "written later"}
KINDS = (
    "invented_date",
    "invented_identifier",
    "invented_number",
    "missing_fact",
    "off_by_one",
    "wrong_number",
    "unsupported_claim",
    "claimed_action",
)


def half(row: dict[str, Any], which: str) -> bool:
    return row["id"][3] == which


async def measure(made: Path, shown: str) -> None:
    rows = [orjson.loads(line) for line in (HERE / "languages.jsonl").open("rb")]
    found: dict[tuple[str, str], list[CheckedRow]] = {}
    planted: dict[str, Any] = {}
    for which in HALVES:
        some = [row for row in rows if half(row, which)]
        began = time.process_time()
        for one in await check(some, made / which):
            found.setdefault((one.id[:2], which), []).append(one)
        print(f"<!-- {HALVES[which]}: {time.process_time() - began:.1f} s of CPU -->")
        for language in sorted({row["id"][:2] for row in some}):
            planted[language, which] = await recall(
                [row for row in some if row["id"][:2] == language], made / f"{language}-{which}"
            )
    print("| language | half | turns | failed | unsure | failed for |")
    print("| --- | --- | ---: | ---: | ---: | --- |")
    for (language, which), checked in sorted(found.items()):
        print(line(language, HALVES[which], checked))
        if which in shown:
            show(checked)
    for which in HALVES:
        print(
            line(
                "all",
                HALVES[which],
                [c for (_, w), all_ in found.items() if w == which for c in all_],
            )
        )
    print(f"\n| language | half | {' | '.join(KINDS)} |")
    print("| --- | --- |" + " ---: |" * len(KINDS))
    sums: dict[tuple[str, str], Counter[str]] = {}
    for (language, which), kinds in sorted(planted.items()):
        cells = []
        for kind in KINDS:
            share = kinds[kind].recall if kind in kinds else None
            if share:
                hits = round(share.share * share.of)
                sums.setdefault((which, kind), Counter()).update(hits=hits, of=share.of)
            cells.append(f"{round(share.share * share.of)} of {share.of}" if share else "–")
        print(f"| {language} | {HALVES[which]} | {' | '.join(cells)} |")
    for which in HALVES:
        cells = [told(wilson(sums[which, kind]["hits"], sums[which, kind]["of"])) for kind in KINDS]
        print(f"| all | {HALVES[which]} | {' | '.join(cells)} |")


async def check(rows: list[dict[str, Any]], out: Path) -> list[CheckedRow]:
    data = out.with_name(f"{out.name}.jsonl")
    data.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    await check_out([data], out, tools=HERE / "tools.jsonl", clock=CLOCK)
    return list(read_checked(out))


async def recall(rows: list[dict[str, Any]], made: Path) -> dict[str, Any]:
    """Plant faults of each kind, with several seeds, and return what was found of them by kind."""
    good, out = made.with_suffix(".good.jsonl"), made.with_suffix(".faults.jsonl")
    good.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    plant_faults([good], out, tools=HERE / "tools.jsonl")
    report = await check_out(
        [out],
        made.with_suffix(".checked"),
        tools=HERE / "tools.jsonl",
        labels=labels_beside(out),
        clock=CLOCK,
    )
    assert report.labelled
    return dict(report.labelled.kinds)


def show(rows: list[CheckedRow]) -> None:
    for row in rows:
        for found in (row, *row.turns):
            for one in found.verdicts:
                if one.outcome != "pass":
                    reason = f"{one.check}.{one.code} {one.explanation}"
                    print(f"    {row.id} {one.turn} {one.outcome} {reason}")


def line(language: str, which: str, rows: list[CheckedRow]) -> str:
    turns = sum(len(row.turns) for row in rows)
    failed = sum(len(failed_turns(row)) for row in rows)
    dropped = sum(any(v.outcome == "fail" for v in row.verdicts) for row in rows)
    unsure = sum(
        any(v.outcome == "unsure" for v in turn.verdicts) for row in rows for turn in row.turns
    )
    most = ", ".join(f"{reason} {count}" for reason, count in reasons(rows).most_common(4))
    return (
        f"| {language} | {which} | {turns} | {told(wilson(failed, turns))} | {unsure / turns:.1%} |"
        f" {most}{f' ({dropped} dropped)' if dropped else ''} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shown", default="", help="Verdicts of these halves are printed: t, h.")
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(measure(Path(made), parser.parse_args().shown))


if __name__ == "__main__":
    main()
