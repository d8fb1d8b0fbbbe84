"""Files of dialogues in any form that is read, and the folder of a check over such files."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from toolmind.audit.schema_faults import tools_of
from toolmind.checks.base import Check, run_checks
from toolmind.checks.load import CHECKS
from toolmind.checks.policy import decide
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.read import read_dialogues
from toolmind.errors import DataError
from toolmind.pipeline.check import RULES, context_of
from toolmind.pipeline.subjects import NEED_TOOLS, Subject
from toolmind.pipeline.subjects import Source as Subjects
from toolmind.records import Decision, Tool
from toolmind.records.label import Label
from toolmind.runs.append_log import AppendLog
from toolmind.runs.checked import CheckedRow, read_checked
from toolmind.runs.labels import FILE_NAME, append_label, read_labels
from toolmind.viewer.item import Item


class _Kept:
    """Items that are kept in a temporary file as they are read: memory holds only rows."""

    def __init__(self, name: str, labels: Path) -> None:
        self.name = name
        self._labels = labels
        self._folder = tempfile.TemporaryDirectory(prefix="toolmind-view-")
        self._items: AppendLog[Item] = AppendLog(Path(self._folder.name) / "items.jsonl", Item)
        self._tools: dict[str, Tool] = {}
        self._read = False

    def new(self) -> Iterator[Item]:
        """Yield the rows, once."""
        if self._read:
            return
        self._read = True
        for item in self._rows():
            self._tools.update((tool.id, tool) for tool in item.tools)
            self._items.append(item.index, item)
            yield item

    def _rows(self) -> Iterator[Item]:
        raise NotImplementedError

    def item(self, index: int) -> Item:
        """Return a row."""
        if index not in self._items:
            raise KeyError(index)
        return self._items.read(index)

    def tools(self) -> Mapping[str, Tool]:
        """Return the tools that the rows show."""
        return self._tools

    def graph(self) -> None:
        """Return nothing: data of others comes without."""

    def facts(self) -> Mapping[str, object]:
        """Return nothing: nobody told what it took to make it."""
        return {}

    def labels(self) -> list[Label]:
        """Return the labels beside the data."""
        return read_labels(self._labels)

    def append(self, label: Label) -> None:
        """Write a label beside the data."""
        append_label(self._labels, label)

    def close(self) -> None:
        """Remove the temporary file."""
        self._items.close()
        self._folder.cleanup()


class DataSource(_Kept):
    """Files of dialogues in any form that is read, checked by the rules that need nothing else."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Find the files.

        Raises:
            DataError: a path cannot be read.
        """
        self._files = data_files(paths)
        super().__init__(", ".join(path.name for path in paths), self._files[0].parent / FILE_NAME)

    def _rows(self) -> Iterator[Item]:
        checks = [CHECKS.load(name).build() for name in RULES]
        rows = (row for file in self._files for row in read_dialogues(file))
        with asyncio.Runner() as loop:
            for index, row in enumerate(rows):
                yield loop.run(_checked(index, row, checks))


async def _checked(index: int, row: Dialogue | DataError, checks: list[Check]) -> Item:
    if isinstance(row, DataError):
        return _unread(index, f"row {row.row}", row)
    context = context_of(row, tools_of(row))
    fitting = [check for check in checks if context.tools or check.name not in NEED_TOOLS]
    verdicts = tuple(await run_checks(fitting, context))
    turns = [m.id for m in context.trajectory.messages if m.role == "assistant"]
    return Item(
        index=index,
        id=row.trajectory or f"{Path(row.file).name}:{row.number}",
        trajectory=context.trajectory,
        verdicts=verdicts,
        decision=decide(verdicts, turns),
        tools=tuple(context.tools.values()),
    )


def _unread(index: int, name: str, error: DataError) -> Item:
    return Item(index=index, id=name, failed="unread", explanation=str(error))


class CheckedSource(_Kept):
    """The folder of ``toolmind check DATA… --out``: the rows with the verdicts that lie in it."""

    def __init__(self, path: Path) -> None:
        """Find the data that was checked.

        Raises:
            DataError: it is not where it was.
        """
        started = orjson.loads((path / "check.json").read_bytes())
        named = [Path(one["file"]) for one in started["depends_on"]["data"]]
        self._files = [
            file.parent if (file.parent / "config.json").exists() else file for file in named
        ]
        if missing := [str(file) for file in self._files if not file.exists()]:
            raise DataError(
                "the data that was checked is not there",
                file=missing[0],
                remedy="Start from the folder that the check was started in",
            )
        self._path = path
        super().__init__(path.resolve().name, path / FILE_NAME)

    def _rows(self) -> Iterator[Item]:
        rows = zip(Subjects(self._files, out=self._path), read_checked(self._path), strict=False)
        for index, (subject, checked) in enumerate(rows):
            if isinstance(subject, DataError):
                yield _unread(index, checked.id, subject)
            else:
                yield _as_checked(index, subject, checked)


def _as_checked(index: int, subject: Subject, checked: CheckedRow) -> Item:
    chances = {one.message: one.probability_bad for one in checked.turns}
    masked = {one.message: one.reason for one in checked.turns if one.reason}
    verdicts = (*checked.verdicts, *(found for one in checked.turns for found in one.verdicts))
    return Item(
        index=index,
        id=subject.trajectory.id,
        trajectory=subject.trajectory,
        verdicts=verdicts,
        decision=Decision(
            keep=checked.keep,
            reasons=checked.reasons,
            masked=masked if checked.keep else {},
        ),
        tools=tuple(subject.tools.values()),
        chances={turn: chance for turn, chance in chances.items() if chance is not None},
    )
