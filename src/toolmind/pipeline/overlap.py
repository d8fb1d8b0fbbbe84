"""A data set against itself and against benchmarks: near duplicates, and tasks that it holds."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec
import orjson

from toolmind.checks.contamination import Benchmark, Leak
from toolmind.checks.duplicates import Sketches, call_trace, shingles, word_triples
from toolmind.datasets.files import read_rows
from toolmind.datasets.passages import SHORTEST, Passage, benchmark_files, read_passages
from toolmind.errors import ConfigError, DataError
from toolmind.files import atomic_file
from toolmind.models.cost import Meter
from toolmind.pipeline.check_out import RowProgress
from toolmind.pipeline.subjects import Source, Subject, is_run
from toolmind.records import Record
from toolmind.runs.lock import make
from toolmind.text.words import words

OVERLAPS, REPORT = "overlaps.jsonl", "report.json"
By = Literal["text", "calls", "goal"]
BY: tuple[By, ...] = ("text", "calls", "goal")
_SHOWN = 20
"""Rows that cannot be read named in a report at most (ours)."""


class Overlap(Record, frozen=True, omit_defaults=False):
    """What a row shares with an earlier one, or with a passage of a benchmark (`leak`).

    `kind` is ``text``, ``calls``, ``goal`` or ``leak``; `of` is the place (``file:row``) of the
    other; `similarity` the estimated Jaccard index, 1 of equal calls, or the leak's share.
    """

    file: str
    row: int
    id: str
    kind: str
    of: str
    similarity: float
    leak: Leak | None = None


class OverlapReport(Record, frozen=True, omit_defaults=False):
    """How many rows there are, and how many have which kind of finding; `kept` have none.

    `unread` names the first rows, of data or benchmarks, that cannot be read.
    """

    files: tuple[str, ...]
    rows: int
    kept: int
    found: dict[str, int]
    passages: int
    unread_rows: int
    unread: tuple[str, ...]


def find_overlaps(
    data: Sequence[Path],
    out: Path,
    *,
    by: Iterable[str] = BY,
    similarity: float = 0.9,
    against: Iterable[Path] = (),
    keep: Path | None = None,
) -> OverlapReport:
    """Write `overlaps.jsonl`, a line for each thing shared, and `report.json` into `out`.

    Of duplicates the first stays. `by` says what makes one: nearly the same `text` (words and
    calls), the same `calls`, nearly the same `goal` (the first request). `against` are benchmarks,
    as text that the user has. `keep` is a file for the rows without a finding, as they stand. The
    data is read as a stream, twice; kept of a row are its place and two signatures, 0.9 kB.

    Raises:
        DataError: a path is not there or no data, or the benchmarks have no passage; single rows
            that cannot be read are counted.
        ConfigError: `by` names another thing, or `keep` is to be written of a run folder, or is
            data itself.
        RunError: a file cannot be written.
    """
    kinds = _kinds(by)
    source = Source(data, out=out)
    if keep and any(map(is_run, data)):
        raise ConfigError("--keep writes the rows of data files: name the run's export folder")
    if keep and keep.resolve() in (file.resolve() for file in source.files):
        raise ConfigError(f"--keep: {keep} is data itself: name another file")
    unread: list[str] = []
    benchmark = _benchmark(list(against), unread)
    make(out)
    work = _Work(source, kinds, similarity, benchmark, unread)
    work.remember()
    with atomic_file(out / OVERLAPS) as file:
        for one in work.found():
            file.write(msgspec.json.encode(one) + b"\n")
    if keep:
        _write_kept(work, keep)
    report = work.report()
    with atomic_file(out / REPORT) as file:
        file.write(orjson.dumps(msgspec.to_builtins(report), option=orjson.OPT_INDENT_2))
    return report


def _kinds(by: Iterable[str]) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(by))
    if strange := [kind for kind in kinds if kind not in BY]:
        raise ConfigError(f"--by: {strange[0]!r} is none of {', '.join(BY)}")
    return kinds


def _benchmark(paths: Sequence[Path], unread: list[str]) -> Benchmark | None:
    if not paths:
        return None
    passages: list[Passage] = []
    for file in benchmark_files(paths):
        for one in read_passages(file):
            if isinstance(one, DataError):
                unread.append(str(one))
            else:
                passages.append(one)
    if not passages:
        raise DataError(
            f"no passage of {SHORTEST} words and more that a user says",
            file=", ".join(map(str, paths)),
            remedy="Name files with the benchmark's tasks, or text with a passage a paragraph",
        )
    return Benchmark(passages)


@dataclass
class _Work:
    """The data, read twice: to remember what it holds, and to tell what overlaps."""

    source: Source
    kinds: tuple[str, ...]
    similarity: float
    benchmark: Benchmark | None
    unread: list[str]
    files: array[int] = field(default_factory=lambda: array("l"))
    numbers: array[int] = field(default_factory=lambda: array("q"))
    texts: Sketches = field(default_factory=Sketches)
    goals: Sketches = field(default_factory=Sketches)
    goal_rows: array[int] = field(default_factory=lambda: array("q"))
    flagged: set[tuple[str, int]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    not_read: set[tuple[str, int]] = field(default_factory=set)

    def remember(self) -> None:
        """Read the data for the first time."""
        places = {str(file): at for at, file in enumerate(self.source.files)}
        with RowProgress(Meter(), 0, "rows read") as progress:
            for one in self.source:
                progress.step()
                if isinstance(one, DataError):
                    self.not_read.add((one.file, one.row or 0))
                    self.unread.append(str(one))
                    continue
                self.files.append(places[one.file])
                self.numbers.append(one.number)
                self._sketch(one)
        if self.benchmark:
            self.benchmark.weigh()

    def _sketch(self, one: Subject) -> None:
        said, messages = _said(one), one.trajectory.messages
        name = one.row.trajectory if one.row else ""
        family = f"{Path(one.file).parent}:{name}" if name else ""
        trace = call_trace(messages)
        if "text" in self.kinds or "calls" in self.kinds:
            self.texts.add(
                shingles(messages, trace), trace if "calls" in self.kinds else "", family
            )
        if "goal" in self.kinds and said and len(words(said[0])) >= SHORTEST:
            self.goals.add(word_triples(said[0]), family=family)
            self.goal_rows.append(len(self.numbers) - 1)
        if self.benchmark:
            self.benchmark.note(said)

    def found(self) -> Iterator[Overlap]:
        """Read the data again and yield what overlaps, in the order of the rows."""
        repeats = self._repeats()
        if not (repeats or self.benchmark):
            return
        rows = (one for one in self.source if isinstance(one, Subject))
        with RowProgress(Meter(), 0, "rows compared") as progress:
            for at, one in enumerate(rows):
                progress.step()
                shared = [
                    _overlap(one, kind, self._place(other), near)
                    for kind, other, near in repeats.get(at, ())
                ]
                leaks = self.benchmark.leaks(_said(one)) if self.benchmark else []
                shared += [_overlap(one, "leak", it.benchmark, it.share, it) for it in leaks]
                self.counts.update({overlap.kind for overlap in shared})
                if shared:
                    self.flagged.add((one.file, one.number))
                yield from shared

    def _repeats(self) -> dict[int, list[tuple[str, int, float]]]:
        """Return for each row that repeats an earlier one how, which, and how near."""
        found: dict[int, list[tuple[str, int, float]]] = {}
        nearest = self.similarity if "text" in self.kinds else 2.0
        for at, other, near in self.texts.repeats(nearest):
            kind = "calls" if near is None else "text"
            found.setdefault(at, []).append((kind, other, 1.0 if near is None else near))
        for at, other, near in self.goals.repeats(self.similarity):
            row, first = self.goal_rows[at], self.goal_rows[other]
            found.setdefault(row, []).append(("goal", first, near or 1.0))
        return found

    def _place(self, at: int) -> str:
        return f"{self.source.files[self.files[at]]}:{self.numbers[at]}"

    def report(self) -> OverlapReport:
        """Count what was found."""
        rows = len(self.numbers)
        return OverlapReport(
            files=tuple(map(str, self.source.files)),
            rows=rows,
            kept=rows - len(self.flagged),
            found=dict(self.counts.most_common()),
            passages=len(self.benchmark) if self.benchmark else 0,
            unread_rows=len(self.unread),
            unread=tuple(self.unread[:_SHOWN]),
        )


def _said(one: Subject) -> list[str]:
    """Return what the user says, message by message."""
    messages = one.trajectory.messages
    return [message.content for message in messages if message.role == "user"]


def _overlap(
    one: Subject, kind: str, of: str, similarity: float, leak: Leak | None = None
) -> Overlap:
    return Overlap(
        file=one.file,
        row=one.number,
        id=one.id,
        kind=kind,
        of=of,
        similarity=round(similarity, 3),
        leak=leak,
    )


def _write_kept(work: _Work, keep: Path) -> None:
    """Write the rows that have no finding and could be read, as they stand."""
    left_out = work.flagged | work.not_read
    with atomic_file(keep) as file:
        for path in work.source.files:
            for row in read_rows(path):
                if not isinstance(row, DataError) and (row.file, row.number) not in left_out:
                    file.write(orjson.dumps(row.value, default=str) + b"\n")
