"""Whether every number adds up of data that is checked, augmented and exported in every format.

    make add-up DATA="FILE..." [POOL=functions.jsonl]

Each file goes through `toolmind check` and `toolmind augment`, is written in every format (but
`trl_tokens`, which wants a model), read back, and loaded by `datasets`. Exit code 1 where a sum is
not what it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from toolmind.config import ChecksConfig
from toolmind.formats.base import KeptTrajectory, is_learnt
from toolmind.formats.load import EXPORTERS, FORMATS
from toolmind.pipeline.augment import AugmentReport, Origin, augment
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.check_report import RowsReport
from toolmind.pipeline.select import kept, select
from toolmind.runs.checked import read_checked
from toolmind.runs.run_dir import RunDir

TASKS = ("verl_rl", "nemo_gym")
"""Formats of tasks: nothing in them is learnt."""
TAKEN = tuple(name for name in FORMATS if name != "trl_tokens")


async def add_up(
    file: Path, folder: Path, pool: Path | None = None
) -> tuple[RowsReport, AugmentReport, list[str]]:
    """Take a file all the way; return both reports, and what does not add up in them."""
    checked = await check_out([file], folder / "checked", tools=pool)
    augmented = await augment([Origin(file)], folder / "run", list(TAKEN), tools=pool)
    wrong = [
        *(f"check: {text}" for text in _check(checked, folder / "checked")),
        *(f"augment: {text}" for text in _augment(checked, augmented)),
        *(f"export: {text}" for text in _export(augmented, folder / "run")),
    ]
    return checked, augmented, wrong


def _check(report: RowsReport, folder: Path) -> Iterator[str]:
    rows = list(read_checked(folder))
    if not report.rows == len(rows) == report.kept + report.masked + report.dropped + report.unread:
        yield f"{report.rows} rows, and the parts are others"
    turns = [turn for row in rows for turn in row.turns]
    if not report.turns == len(turns) == report.trained_turns + sum(not t.train for t in turns):
        yield f"{report.turns} turns, of which {report.trained_turns} are trained"
    reasons = Counter(t.reason for row in rows if row.keep for t in row.turns if t.reason)
    masked = Counter({why: turns for why, turns in reasons.items() if why != "not_learnt"})
    if masked != Counter(report.masked_for):
        yield f"turns masked by reason: {report.masked_for}, of the rows {dict(masked)}"
    dropped = [row for row in rows if not row.keep and not row.problem]
    if len(dropped) != report.dropped or not all(row.reasons for row in dropped):
        yield "a dropped row without a reason"
    if sum(bool(row.problem) for row in rows) != report.unread:
        yield "rows that cannot be read are counted otherwise"


def _augment(checked: RowsReport, report: AugmentReport) -> Iterator[str]:
    if report.rows != report.kept + report.dropped + report.unread + report.passed_over:
        yield f"{report.rows} rows, and the parts are others"
    if (report.rows, report.unread) != (checked.rows, checked.unread):
        yield f"{report.rows} rows, {report.unread} unread, of the check {checked.rows}"
    if sum(report.forms.values()) != report.rows - report.unread:
        yield f"rows by form: {report.forms}"
    if report.dropped > sum(report.reasons.values()):
        yield f"dropped {report.dropped}, and for reasons {report.reasons}"


def _export(report: AugmentReport, run: Path) -> Iterator[str]:
    """Yield what is not right in the files: of each format, rows and those left out are all."""
    with RunDir.view(run) as folder:
        checks = ChecksConfig.model_validate(folder.read_config()["checks"])
        rows = list(kept(folder, folder.read_tools(), select(folder, checks)))
    paths, turns = sum(len(list(one.paths())) for one in rows), sum(map(_learnt, rows))
    silent = sum(not _learnt(one) for one in rows)
    masked = sum(len(one.decision.masked) for one in rows)
    if (len(rows), masked) != (report.kept, sum(report.masked.values())):
        yield f"{report.kept} kept, {report.masked}; in the run {len(rows)}, {masked}"
    for one in report.exported.reports:
        written = one.rows + sum(one.left_out.values())
        by_turn = getattr(EXPORTERS_BY_NAME[one.name], "per", "") == "turn"
        if written != (turns + silent if by_turn else paths):
            yield f"{one.name}: {one.rows} rows, left out {one.left_out}, of {paths} or {turns}"
        if not one.left_out and one.name not in TASKS and one.trained_turns != turns:
            yield f"{one.name}: {one.trained_turns} turns, of {turns}"
        # Of no rows at all datasets says that there is no data.
        if one.rows != _loaded(run / "export" / one.name / one.files[0], one.rows):
            yield f"{one.name}: datasets loads other rows than there are"


EXPORTERS_BY_NAME = {name: EXPORTERS.load({"type": name}).build() for name in TAKEN}


def _learnt(one: KeptTrajectory) -> int:
    return sum(is_learnt(message) for path in one.paths() for message in path.messages)


def _loaded(file: Path, rows: int) -> int:
    import datasets

    datasets.disable_progress_bars()
    if not rows:
        return 0
    kind = "parquet" if file.suffix == ".parquet" else "json"
    with tempfile.TemporaryDirectory() as cache:
        rows = datasets.load_dataset(kind, data_files=str(file), split="train", cache_dir=cache)
        return len(rows)


def main() -> int:
    """Print a row per file, and what does not add up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--pool", type=Path, help="functions that rows name and do not define")
    args = parser.parse_args()
    print(
        "| data | rows | unread | check: kept, masked, dropped | augment: kept, dropped | ", end=""
    )
    print("turns masked | learnt | formats | adds up |\n|" + " --- |" * 9)
    good = True
    for file in args.data:
        with tempfile.TemporaryDirectory() as folder:
            one, two, wrong = asyncio.run(add_up(file, Path(folder), args.pool))
        exported = two.exported.reports
        print(
            f"| {file.parent.name} | {one.rows:,} | {one.unread:,} | {one.kept:,}, {one.masked:,}, "
            f"{one.dropped:,} | {two.kept:,}, {two.dropped:,} | {sum(two.masked.values()):,} "
            f"| {exported[0].trained_turns:,} | {len(exported)} | {'; '.join(wrong) or 'yes'} |",
            flush=True,
        )
        good = good and not wrong
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
