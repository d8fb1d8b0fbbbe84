"""A data set against itself and against benchmarks: near duplicates, and tasks that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import orjson

from toolmind import __version__
from toolmind.checks.contamination import Benchmark
from toolmind.datasets.files import read_rows
from toolmind.datasets.passages import SHORTEST, Passage, benchmark_files, read_passages
from toolmind.errors import ConfigError, DataError
from toolmind.files import atomic_file
from toolmind.pipeline.overlap_folder import Unfinished
from toolmind.pipeline.overlap_search import OverlapReport, Search
from toolmind.pipeline.subjects import Source, is_run

OVERLAPS, REPORT = "overlaps.jsonl", "report.json"
By = Literal["text", "calls", "goal"]
BY: tuple[By, ...] = ("text", "calls", "goal")


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
    data is read as a stream, twice; memory holds a few numbers of a row. A run of the same command
    that was killed is gone on with, and ends in the same files.

    Raises:
        DataError: a path is not there or no data, or the benchmarks have no passage; single rows
            that cannot be read are counted.
        ConfigError: `by` names another thing, or `keep` is to be written of a run folder, or is
            data itself.
        RunError: a file cannot be written, or another process works in `out`.
    """
    kinds = _kinds(by)
    source = Source(data, out=out)
    if keep and any(map(is_run, data)):
        raise ConfigError("--keep writes the rows of data files: name the run's export folder")
    if keep and keep.resolve() in (file.resolve() for file in source.files):
        raise ConfigError(f"--keep: {keep} is data itself: name another file")
    unread: list[str] = []
    benchmark = _benchmark(list(against), unread)
    told = {
        "toolmind": __version__,
        "data": _sizes(source.files),
        "by": kinds,
        "similarity": similarity,
        "against": _sizes(benchmark_files(list(against))),
    }
    with Unfinished(out, told) as begun:
        work = Search(source, kinds, similarity, benchmark, unread, begun)
        work.remember()
        work.compare()
        if keep:
            _write_kept(work, keep)
        report = work.report()
        begun.finish(out / OVERLAPS)
        with atomic_file(out / REPORT) as file:
            file.write(orjson.dumps(msgspec.to_builtins(report), option=orjson.OPT_INDENT_2))
    return report


def _sizes(files: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Return what tells whether files are the same as before."""
    return [(str(one), one.stat().st_size, one.stat().st_mtime_ns) for one in files]


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


def _write_kept(work: Search, keep: Path) -> None:
    """Write the rows that have no finding and could be read, as they stand."""
    at = 0
    with atomic_file(keep) as file:
        for place, path in enumerate(work.source.files):
            for row in read_rows(path):
                if isinstance(row, DataError):
                    continue
                found = False
                while at < len(work.numbers) and work.place(at) == (place, row.number):
                    found, at = found or bool(work.flagged[at]), at + 1
                if not found and (row.file, row.number) not in work.not_read:
                    file.write(orjson.dumps(row.value, default=str) + b"\n")
