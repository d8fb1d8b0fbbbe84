"""The search for what rows share: with rows before them, and with passages of benchmarks."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import dropwhile
from pathlib import Path
from typing import NamedTuple

import msgspec

from toolmind.checks.contamination import Benchmark, Leak
from toolmind.checks.duplicates import call_trace, shingles, word_triples
from toolmind.checks.sketches import Sketches
from toolmind.datasets.passages import SHORTEST
from toolmind.errors import DataError
from toolmind.models.cost import Meter
from toolmind.pipeline.check_out import RowProgress
from toolmind.pipeline.overlap_folder import EVERY, Unfinished
from toolmind.pipeline.subjects import Source, Subject
from toolmind.records import Record
from toolmind.text.words import words

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


@dataclass
class Search:
    """The data, read twice: to remember what it holds, and to tell what overlaps."""

    source: Source
    kinds: tuple[str, ...]
    similarity: float
    benchmark: Benchmark | None
    unread: list[str]
    begun: Unfinished
    files: array[int] = field(default_factory=lambda: array("l"))
    numbers: array[int] = field(default_factory=lambda: array("q"))
    goal_rows: array[int] = field(default_factory=lambda: array("q"))
    flagged: bytearray = field(default_factory=bytearray)
    """By row, whether something was found."""
    counts: Counter[str] = field(default_factory=Counter)
    not_read: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.texts, self.goals = Sketches(self.begun.texts), Sketches(self.begun.goals)

    def remember(self) -> None:
        """Read the data for the first time; what was read before is not looked at again."""
        places = {str(file): at for at, file in enumerate(self.source.files)}
        done = self.begun.state.read
        if self.benchmark:
            self.benchmark.take_up(self.begun.state.seen)
        at = 0
        with RowProgress(Meter(), 0, "rows read") as progress:
            for at, one in enumerate(self.source, 1):
                progress.step()
                if isinstance(one, DataError):
                    self.not_read.add((one.file, one.row or 0))
                    self.unread.append(str(one))
                    continue
                self.files.append(places[one.file])
                self.numbers.append(one.number)
                self._sketch(one, known=at <= done)
                if at % EVERY == 0 and at > done:
                    self.begun.note(read=at, seen=self._seen())
        if at > done:
            self.begun.note(read=at, seen=self._seen())
        self.flagged = bytearray(len(self.numbers))
        if self.benchmark:
            self.benchmark.weigh()

    def _seen(self) -> tuple[int, ...]:
        return self.benchmark.counted() if self.benchmark else ()

    def _sketch(self, one: Subject, *, known: bool) -> None:
        said = _said(one)
        of_goal = "goal" in self.kinds and bool(said) and len(words(said[0])) >= SHORTEST
        if of_goal:
            self.goal_rows.append(len(self.numbers) - 1)
        if known:
            return
        messages = one.trajectory.messages
        name = one.row.trajectory if one.row else ""
        family = f"{Path(one.file).parent}:{name}" if name else ""
        trace = call_trace(messages)
        if "text" in self.kinds or "calls" in self.kinds:
            self.texts.add(
                shingles(messages, trace), trace if "calls" in self.kinds else "", family
            )
        if of_goal:
            self.goals.add(word_triples(said[0]), family=family)
        if self.benchmark:
            self.benchmark.note(said)

    def compare(self) -> None:
        """Read the data again and write what overlaps, in the order of the rows."""
        self._count_written()
        done, file = self.begun.state.compared, self.begun.overlaps
        repeats = _Repeats(self._repeats(), done)
        rows = (one for one in self.source if isinstance(one, Subject))
        read, seen = self.begun.state.read, self.begun.state.seen
        with RowProgress(Meter(), 0, "rows compared") as progress:
            for at, one in enumerate(rows):
                if not (self.benchmark or repeats.left):
                    return
                progress.step()
                if at < done:
                    continue
                for overlap in self._shared(at, one, repeats.of(at)):
                    file.write(msgspec.json.encode(overlap) + b"\n")
                if (at + 1) % EVERY == 0:
                    self.begun.note(read=read, seen=seen, compared=at + 1)

    def _shared(self, at: int, one: Subject, repeats: Sequence[_Repeat]) -> list[Overlap]:
        """Return what a row shares, and count it."""
        shared = [_overlap(one, kind, self._place(other), near) for _, kind, other, near in repeats]
        leaks = self.benchmark.leaks(_said(one)) if self.benchmark else []
        shared += [_overlap(one, "leak", it.benchmark, it.share, it) for it in leaks]
        self.counts.update({overlap.kind for overlap in shared})
        self.flagged[at] = bool(shared)
        return shared

    def _count_written(self) -> None:
        """Count what was found before the work was taken up again."""
        decoder, at = msgspec.json.Decoder(Overlap), 0
        places = {str(file): at for at, file in enumerate(self.source.files)}
        self.begun.overlaps.seek(0)
        kinds: set[tuple[int, str]] = set()
        for line in self.begun.overlaps:
            one = decoder.decode(line)
            while self.place(at) != (places[one.file], one.row):
                at, kinds = at + 1, set()
            if (at, one.kind) not in kinds:
                kinds.add((at, one.kind))
                self.counts[one.kind] += 1
            self.flagged[at] = True

    def _repeats(self) -> Iterator[_Repeat]:
        """Yield of each row that repeats an earlier one how, which, and how near, in order."""
        nearest = self.similarity if "text" in self.kinds else 2.0
        texts = (
            _Repeat(at, "calls", other, 1.0) if near is None else _Repeat(at, "text", other, near)
            for at, other, near in self.texts.repeats(nearest)
        )
        goals = (
            _Repeat(self.goal_rows[at], "goal", self.goal_rows[other], near or 1.0)
            for at, other, near in self.goals.repeats(self.similarity)
        )
        return merge(texts, goals, key=lambda one: one.row)

    def place(self, at: int) -> tuple[int, int]:
        """Return the number of a row's file, and its own in it."""
        return self.files[at], self.numbers[at]

    def _place(self, at: int) -> str:
        return f"{self.source.files[self.files[at]]}:{self.numbers[at]}"

    def report(self) -> OverlapReport:
        """Count what was found."""
        rows = len(self.numbers)
        return OverlapReport(
            files=tuple(map(str, self.source.files)),
            rows=rows,
            kept=self.flagged.count(0),
            found=dict(self.counts.most_common()),
            passages=len(self.benchmark) if self.benchmark else 0,
            unread_rows=len(self.unread),
            unread=tuple(self.unread[:_SHOWN]),
        )


class _Repeat(NamedTuple):
    """A row that repeats an earlier one, `of`: as what `kind`, and how near."""

    row: int
    kind: str
    of: int
    near: float


class _Repeats:
    """The repeats by their rows, which are asked for in order; those before `first` are past."""

    def __init__(self, found: Iterator[_Repeat], first: int) -> None:
        self._found = dropwhile(lambda one: one.row < first, found)
        self._next = next(self._found, None)

    @property
    def left(self) -> bool:
        """Whether there are any more."""
        return self._next is not None

    def of(self, row: int) -> list[_Repeat]:
        """Return those of one row."""
        own: list[_Repeat] = []
        while self._next and self._next.row == row:
            own.append(self._next)
            self._next = next(self._found, None)
        return own


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
