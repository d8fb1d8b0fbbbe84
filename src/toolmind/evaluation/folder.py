"""The folder of an evaluation: results of each model, and a report on all.

<model>/evaluation.json  what the results depend on
<model>/results.jsonl    one result a line, as it was finished
<model>/replies.db       what the model answered (another of that name may answer otherwise)
report.json              the counts, once everything is there
usage.json               what was consumed
run.lock                 held by the process that works on the folder
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import orjson

from toolmind import __version__
from toolmind.config.run import RuntimeConfig
from toolmind.errors import RunError
from toolmind.files import atomic_file
from toolmind.models.cache import FILE_NAME, ReplyCache
from toolmind.runs.append_log import AppendLog
from toolmind.runs.fingerprint import differences
from toolmind.runs.lock import acquire, make

T = TypeVar("T")

RESULTS, REPORT = "results.jsonl", "report.json"
_START = "evaluation.json"


@contextmanager
def locked(path: Path) -> Iterator[Path]:
    """Make the folder, and hold it for this process.

    Raises:
        RunError: it cannot be written, or is in use.
    """
    make(path)
    lock = acquire(path)
    try:
        yield path
    finally:
        os.close(lock)


@contextmanager
def replies(path: Path, runtime: RuntimeConfig) -> Iterator[ReplyCache | None]:
    """Open the cache of one model's replies, unless the configuration wants none.

    Raises:
        RunError: it cannot be opened.
    """
    if not runtime.cache:
        yield None
        return
    make(path)
    cache = ReplyCache(path / FILE_NAME, max_bytes=runtime.cache_max_mb << 20)
    try:
        yield cache
    finally:
        cache.close()


@contextmanager
def results(
    path: Path, kind: type[T], depends_on: Mapping[str, Any], *, fresh: bool
) -> Iterator[AppendLog[T]]:
    """Open the results of one model for more.

    Raises:
        RunError: they are of another evaluation, or damaged.
    """
    make(path)
    if fresh:
        (path / RESULTS).unlink(missing_ok=True)
    settle(path, depends_on, begun=_some(path / RESULTS))
    log = AppendLog(path / RESULTS, kind)
    try:
        yield log
    finally:
        log.close()


def finished(path: Path, kind: type[T], items: int | None = None) -> Iterator[T]:
    """Yield the results of one model, of the first so many items."""
    log = AppendLog(path / RESULTS, kind, look_only=True)
    try:
        for index in log:
            if items is None or index < items:
                yield log.read(index)
    finally:
        log.close()


def write_json(path: Path, value: Any) -> None:
    """Write a small JSON file whole or not at all."""
    with atomic_file(path) as file:
        file.write(msgspec.json.format(msgspec.json.encode(value), indent=2))


def settle(path: Path, depends_on: Mapping[str, Any], *, begun: bool) -> None:
    """Write down what the results of one model depend on.

    Raises:
        RunError: results were begun that depend on something else.
    """
    make(path)
    start = path / _START
    now = orjson.loads(orjson.dumps(dict(depends_on)))
    if begun:
        before = orjson.loads(start.read_bytes()) if start.exists() else {}
        if changed := differences(before.get("depends_on", {}), now):
            raise RunError(
                f"{path}: holds an evaluation of another kind:\n  "
                + "\n  ".join(changed)
                + "\nChoose another folder with --out, or start over with --fresh"
            )
    write_json(start, {"toolmind": __version__, "depends_on": now})


def _some(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0
