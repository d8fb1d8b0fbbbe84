"""Data from elsewhere → checks, masks and selection → a run folder, as if it had been played."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from toolmind.checks.base import Check, CheckContext, run_checks
from toolmind.checks.load import CHECKS
from toolmind.config import PluginSpec
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.private import Replacer
from toolmind.datasets.read import read_every_row
from toolmind.errors import ConfigError, DataError
from toolmind.formats.load import load_exporters
from toolmind.pipeline.check import RULES, context_of
from toolmind.pipeline.check_data import UNREAD, counts
from toolmind.pipeline.export import RunExport, export_run
from toolmind.pipeline.mended import mended
from toolmind.pipeline.subjects import Shelf
from toolmind.records import Record, Scenario, Tool, Trajectory
from toolmind.runs.run_dir import Rejection, RunDir
from toolmind.runs.statistics import as_json, collect
from toolmind.tools.pool import ToolPool, read_pool

_DUPLICATES = {"same_calls": False, "similarity": 1.0}
"""Rows that are turns of one dialogue have calls and words in common; equal rows are one."""


class Origin(NamedTuple):
    """Where data comes from: a file or folder, and the share of its rows to take (0 to 1]."""

    path: Path
    share: float = 1.0


class AugmentReport(Record, frozen=True):
    """What became of the rows: ``rows = kept + dropped + unread + passed_over``.

    `passed_over` are those beyond a share. `reasons` counts why rows were dropped, some for more
    than one; `masked` the turns of kept rows that are context only; `exported` is what was written,
    and `replaced` counts the private values that were replaced, by kind. `mended` counts the tools
    and calls that were mended, by rule; see `pipeline.mended`.
    """

    rows: int
    passed_over: int
    unread: int
    kept: int
    dropped: int
    reasons: dict[str, int]
    masked: dict[str, int]
    forms: dict[str, int]
    exported: RunExport
    replaced: dict[str, int]
    mended: dict[str, int]


async def augment(
    data: Sequence[Origin],
    out: Path,
    formats: Sequence[PluginSpec] = ("openai", "huggingface", "trl"),
    *,
    licence: str = "",
    seed: int = 0,
    replace_private: bool = False,
    tools: Path | None = None,
) -> AugmentReport:
    """Read, check and select data, and export what is kept; the run folder is `out`.

    `tools` is a pool: what the assistant was shown in rows that define no tools, those that a row
    names by id or name, else all of it. With `replace_private` users' private values are replaced
    first (`datasets.private`). A turn that is not learnt where it comes from stays so. What an
    earlier start has done of the same data is not done again.

    Raises:
        ConfigError: a share is none, a format is unknown, or the extra `private` is not installed.
        DataError: the pool, or a path, cannot be read at all; single rows that cannot are counted.
        RunError: the folder is of other data, in use, or cannot be written.
    """
    for origin in data:
        if not 0 < origin.share <= 1:
            raise ConfigError(f"{origin.path}: a share is above 0 and at most 1")
    files = [(file, one.share) for one in data for file in data_files([one.path])]
    named = [{"file": str(file), "share": share} for file, share in files]
    config = {
        "data": named,
        "checks": {"duplicates": _DUPLICATES},
        "export": {"formats": [one.config.model_dump() for one in load_exporters(formats)]},
    }
    pool = read_pool([tools]) if tools else None
    tally = _Tally(licence, Replacer(seed) if replace_private else None, pool)
    identity = {"data": named, "seed": seed, "private": replace_private}
    identity["tools"] = pool.digest if pool else ""
    with RunDir(out) as folder:
        folder.open(identity, config, fresh=False)
        checks = [CHECKS.load(name).build() for name in RULES]
        for index, row in enumerate(_rows(files, seed, tally)):
            await _take(folder, index, row, checks, tally)
        folder.write_tools(list(tally.tools.values()))
    exported = export_run(out)
    with RunDir.view(out) as folder:
        told = as_json(collect(folder))
        unread = len(folder.rejected)
    return AugmentReport(
        rows=tally.rows,
        passed_over=tally.passed_over,
        unread=unread,
        kept=exported.kept,
        dropped=told["played"] - exported.kept,
        reasons=told["dropped"],
        masked=told["masked"],
        forms=dict(tally.forms.most_common()),
        exported=exported,
        replaced=dict(tally.replacer.counts) if tally.replacer else {},
        mended=dict(tally.mended.most_common()),
    )


class _Tally:
    """The tools seen so far, each once, and what was read."""

    def __init__(self, licence: str, replacer: Replacer | None, pool: ToolPool | None) -> None:
        self.licence, self.replacer = licence, replacer
        self._had, self._shelf = list(pool or ()), Shelf(pool or ())
        self.rows = self.passed_over = 0
        self.forms, self.mended = Counter[str](), Counter[str]()
        self.tools: dict[str, Tool] = {}
        self._known: dict[str, Tool] = {}

    def shown(self, row: Dialogue) -> tuple[Dialogue, list[Tool]]:
        """Return a row as it was meant, with its tools as those of the run, each with its own id.

        They are those that it defines, else those of the pool that it names, else all of the pool.
        """
        row, shown, changes = mended(row, self._shelf.named(row) or self._had)
        self.mended.update(changes)
        return row, [self._of_run(tool, row.form) for tool in shown]

    def _of_run(self, tool: Tool, form: str) -> Tool:
        key = f"{form} {tool!r}"
        if key not in self._known:
            name = f"{form}/{tool.name}"
            unique = f"{name}#{len(self.tools)}" if name in self.tools else name
            made = replace(tool, id=unique, source=form, licence=self.licence)
            self._known[key] = self.tools[unique] = made
        return self._known[key]


def _rows(
    files: Sequence[tuple[Path, float]], seed: int, tally: _Tally
) -> Iterator[Dialogue | DataError]:
    """Yield the rows that a share takes, file after file."""
    for number, (file, share) in enumerate(files):
        drawn = random.Random(f"{seed}/{number}")
        for row in read_every_row(file):
            tally.rows += 1
            if drawn.random() < share:
                yield row
            else:
                tally.passed_over += 1


async def _take(
    folder: RunDir, index: int, row: Dialogue | DataError, checks: Sequence[Check], tally: _Tally
) -> None:
    """Check one row and note it in the folder, unless an earlier start did."""
    if isinstance(row, DataError):
        if index not in folder.rejected:
            folder.rejected.append(index, Rejection("read", UNREAD, str(row)))
        return
    tally.forms[row.form] += 1
    if tally.replacer:  # even of a row that is done: what comes next depends on those before it
        row = tally.replacer.dialogue(row)
    row, tools = tally.shown(row)
    if index in folder.verdicts:
        return
    context = context_of(row, tools)
    scenario, trajectory = _named(context, row, tools, index)
    found = await run_checks(checks, context)
    verdicts = tuple(one for one in found if one.outcome in ("pass", "unsure") or counts(one, row))
    if index not in folder.scenarios:
        folder.scenarios.append(index, scenario)
    if index not in folder.trajectories:
        folder.trajectories.append(index, trajectory)
    folder.verdicts.append(index, verdicts)


def _named(
    context: CheckContext, row: Dialogue, tools: Sequence[Tool], index: int
) -> tuple[Scenario, Trajectory]:
    """Return a row's scenario and trajectory under the names of the run."""
    messages = tuple(
        replace(message, train=False)
        if message.role == "assistant" and at not in row.learnt
        else message
        for at, message in enumerate(row.messages)
    )
    scenario = replace(
        context.scenario,
        id=f"s{index:06d}",
        index=index,
        kind=row.form,
        environment="recorded",
        tools=tuple(dict.fromkeys(tool.id for tool in tools)),
    )
    trajectory = replace(
        context.trajectory,
        id=f"t{index:06d}",
        index=index,
        scenario=scenario.id,
        messages=messages,
        models={"assistant": row.place()},
    )
    return scenario, trajectory
