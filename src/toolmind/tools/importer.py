"""Import: from any sources to one clean pool, as a stream.

Two passes. The first repairs each function as it is read and lays the tools down in a scratch
file, remembering only small facts. The second goes through that file, merges, names, labels,
completes and writes the pool. Every function that was read is kept, merged into another, left out
by the licence filter, or set aside with a reason: the counts add up.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, aclosing
from pathlib import Path
from typing import IO, Any

import msgspec

from toolmind.errors import DataError, ItemError
from toolmind.records import Record, Tool
from toolmind.tools.constraints import ConstraintCount
from toolmind.tools.domains import name_domains, text_of
from toolmind.tools.merge import Facts, MergePlan, facts_of, plan_merge
from toolmind.tools.repair import Change, Unrepairable, repair_function
from toolmind.tools.sources.base import RawTool, SetAside, Source

Complete = Callable[[Tool], Awaitable[Tool]]
Progress = Callable[[int], None]


class ImportOptions(Record, frozen=True):
    """How to import.

    `licences` keeps only tools with one of these licences (compared without case); empty keeps
    all. `domain` is that of all tools, whatever the sources say. `merge` and `similarity` are for
    near-duplicates; exact ones are always merged. `changes` is a file that gets every repair with
    its before and after.
    """

    merge: bool = True
    similarity: float = 0.85
    licences: tuple[str, ...] = ()
    domain: str = ""
    changes: str = ""
    concurrency: int = 16


class ImportReport(Record, frozen=True):
    """What an import did. `read` = `kept` + `exact` + `near` + `filtered` + set aside."""

    read: int
    kept: int
    exact: int
    near: int
    filtered: int
    set_aside: dict[str, int]
    repairs: dict[str, int]
    repaired: int
    constraints_read: int
    """Minimum, pattern, enum, default … that the sources declare; `constraints_kept` are those of
    the tools before any were merged, with what a repair found in a description."""
    constraints_kept: int
    constraints_lost: dict[str, int]
    """How many each repair took, and `schema-cut` those of schemas that were too large."""
    renamed: int
    labelled: int
    completed: int
    """Tools in which a model filled in something."""
    not_completed: dict[str, int]
    """Why the model did not complete the others that it was asked for; they are kept."""
    domains: int
    with_returns: int
    sources: dict[str, int]

    def adds_up(self) -> bool:
        """Say whether every function read is accounted for."""
        gone = self.exact + self.near + self.filtered + sum(self.set_aside.values())
        return self.read == self.kept + gone


async def import_tools(
    sources: Sequence[Source],
    out: Path,
    options: ImportOptions | None = None,
    *,
    complete: Complete | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Read all sources into the pool file `out` and return what happened.

    What was set aside goes to `<out>.set-aside.jsonl` beside it, the report to
    `<out>.report.json`. The pool appears whole or not at all.

    Raises:
        DataError: a source cannot be used, nothing usable is in them, or `out` not writable.
    """
    options = options or ImportOptions()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            scratch = stack.enter_context(tempfile.TemporaryFile(dir=out.parent))
            reading = _Reading(out, options, scratch, stack, progress)
            for source in sources:
                await reading.take(source)
            plan = plan_merge(reading.facts, similarity=options.similarity, near=options.merge)
            if not reading.facts:
                raise _nothing(reading)
            writing = _Writing(plan, reading)
            scratch.seek(0)
            await writing.write(scratch, out, complete, options.concurrency)
    except OSError as error:
        raise DataError(f"cannot be written ({error.strerror})", file=str(out)) from error
    report = writing.report()
    beside(out, "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    return report


def beside(out: Path, ending: str) -> Path:
    """Return the path of a file that accompanies a pool: ``pool.report.json`` by ``pool.jsonl``."""
    return out.with_name(f"{out.name.split('.')[0]}.{ending}")


class _Reading:
    """The first pass: sources in, repaired tools to the scratch file, facts kept."""

    def __init__(
        self,
        out: Path,
        options: ImportOptions,
        scratch: IO[bytes],
        stack: ExitStack,
        progress: Progress | None,
    ) -> None:
        self.options, self.scratch, self.progress = options, scratch, progress
        self.facts: list[Facts] = []
        self.undeclared: dict[int, str] = {}
        self.read = self.filtered = self.repaired = 0
        self.repairs: Counter[str] = Counter()
        self.constraints = ConstraintCount()
        self.set_aside: Counter[str] = Counter()
        self.first_aside: SetAside | None = None
        self.sources: Counter[str] = Counter()
        self.licences = {licence.lower() for licence in options.licences}
        self.aside_path = beside(out, "set-aside.jsonl")
        self.aside_path.unlink(missing_ok=True)
        self.stack = stack
        self.aside_file: IO[bytes] | None = None
        self.changes: IO[bytes] | None = None
        if options.changes:
            self.changes = stack.enter_context(open(options.changes, "wb"))  # noqa: PTH123, SIM115

    async def take(self, source: Source) -> None:
        async with aclosing(source.read()) as items:
            async for found in items:
                self.read += 1
                if self.progress and self.read % 500 == 0:
                    self.progress(self.read)
                if isinstance(found, SetAside):
                    self._put_aside(found)
                else:
                    self._repair(found)

    def _repair(self, raw: RawTool) -> None:
        try:
            tool, changes = repair_function(raw.value, raw.namespace)
        except Unrepairable as error:
            name = raw.value.get("name") if isinstance(raw.value, dict) else None
            place = f"{error.field}: " if error.field else ""
            self._put_aside(
                SetAside(
                    file=raw.file,
                    row=raw.row,
                    name=name if isinstance(name, str) else "",
                    code=error.code,
                    explanation=f"{place}{error.explanation}",
                )
            )
            return
        if self.options.domain:
            tool = msgspec.structs.replace(tool, domain=self.options.domain)
        self.constraints.add(tool, changes, raw.lost)
        self._count(tool, changes)
        if self.licences and tool.licence.lower() not in self.licences:
            self.filtered += 1
            return
        if not tool.domain:
            self.undeclared[len(self.facts)] = text_of(tool)
        self.facts.append(facts_of(tool))
        self.sources[raw.file] += 1
        _put_line(self.scratch, tool)

    def _count(self, tool: Tool, changes: list[Change]) -> None:
        self.repaired += bool(changes)
        self.repairs.update(change.rule for change in changes)
        if self.changes is not None:
            for change in changes:
                _put_line(self.changes, {"id": tool.id, **msgspec.structs.asdict(change)})

    def _put_aside(self, item: SetAside) -> None:
        if self.aside_file is None:
            self.aside_file = self.stack.enter_context(self.aside_path.open("wb"))
            self.first_aside = item
        self.set_aside[item.code] += 1
        _put_line(self.aside_file, item)


class _Writing:
    """The second pass: the scratch file through the plan into the pool."""

    def __init__(self, plan: MergePlan, reading: _Reading) -> None:
        self.plan, self.reading = plan, reading
        places = list(reading.undeclared)
        named = name_domains([reading.undeclared[place] for place in places])
        self.labels = dict(zip(places, named, strict=True))
        self.kept = self.completed = self.with_returns = 0
        self.not_completed: Counter[str] = Counter()
        self.domains: set[str] = set()

    async def write(
        self, scratch: IO[bytes], out: Path, complete: Complete | None, concurrency: int
    ) -> None:
        part = out.with_name(out.name + ".part")
        packed = out.suffix == ".gz"
        try:
            with gzip.open(part, "wb", compresslevel=6) if packed else part.open("wb") as file:
                tools = self._tools(scratch)
                async for tool in self._completed(tools, complete, concurrency):
                    self._note(tool)
                    _put_line(file, tool)
            os.replace(part, out)  # noqa: PTH105  (its atomicity is the point)
        finally:
            part.unlink(missing_ok=True)

    def _tools(self, scratch: IO[bytes]) -> Iterator[Tool]:
        decode = msgspec.json.Decoder(Tool).decode
        for index, line in enumerate(scratch):
            if self.plan.keeper[index] != index:
                continue
            tool = decode(line)
            yield msgspec.structs.replace(
                tool,
                id=self.plan.ids.get(index, tool.id),
                name=self.plan.names.get(index, tool.name),
                domain=tool.domain or self.labels.get(index, ""),
                aliases=(*tool.aliases, *self.plan.aliases.get(index, ())),
            )

    async def _completed(
        self, tools: Iterable[Tool], complete: Complete | None, concurrency: int
    ) -> AsyncIterator[Tool]:
        """Yield the tools in order, completed, with at most `concurrency` of them under way."""
        if complete is None:
            for tool in tools:
                yield tool
            return
        waiting: list[asyncio.Task[Tool]] = []
        try:
            for tool in tools:
                waiting.append(asyncio.create_task(self._try(complete, tool)))
                if len(waiting) >= concurrency:
                    yield await waiting.pop(0)
            while waiting:
                yield await waiting.pop(0)
        finally:
            for task in waiting:
                task.cancel()

    async def _try(self, complete: Complete, tool: Tool) -> Tool:
        """Complete a tool; where that fails it stays as it was declared, and is counted."""
        try:
            return await complete(tool)
        except ItemError as error:
            self.not_completed[error.code] += 1
            return tool

    def _note(self, tool: Tool) -> None:
        self.kept += 1
        self.completed += bool(tool.completed)
        self.with_returns += tool.returns is not None
        self.domains.add(tool.domain)

    def report(self) -> ImportReport:
        reading = self.reading
        return ImportReport(
            read=reading.read,
            kept=self.kept,
            exact=self.plan.exact,
            near=self.plan.near,
            filtered=reading.filtered,
            set_aside=dict(reading.set_aside.most_common()),
            repairs=dict(reading.repairs.most_common()),
            repaired=reading.repaired,
            constraints_read=reading.constraints.read,
            constraints_kept=reading.constraints.kept,
            constraints_lost=dict(reading.constraints.lost.most_common()),
            renamed=len(self.plan.names),
            labelled=len(self.labels),
            completed=self.completed,
            not_completed=dict(self.not_completed.most_common()),
            domains=len(self.domains),
            with_returns=self.with_returns,
            sources=dict(reading.sources),
        )


def _nothing(reading: _Reading) -> DataError:
    first = reading.first_aside
    if reading.filtered:
        wanted = ", ".join(reading.options.licences)
        return DataError(
            f"none of {reading.filtered} tools has one of the licences {wanted}",
            remedy="Name a licence with --licence where the source declares none",
        )
    if first is None:
        return DataError("the sources hold no functions")
    return DataError(
        f"none of {reading.read} functions is usable; the first: {first.explanation}",
        file=first.file,
        row=first.row,
        field=first.name,
    )


_ENCODE = msgspec.json.Encoder().encode


def _put_line(file: IO[bytes] | Any, value: Any) -> None:
    file.write(_ENCODE(value))
    file.write(b"\n")
