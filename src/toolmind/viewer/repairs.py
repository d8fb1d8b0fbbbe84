"""What an import repaired of a tool: each change by its rule, with its before and after."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import orjson

from toolmind.errors import DataError
from toolmind.records import JSON

_MOST = 200
"""Changes of a tool that are shown (ours)."""


def repairs_of(file: Path, tools: Collection[str]) -> list[dict[str, JSON]]:
    """Return the changes that `toolmind tools import --changes` wrote of some tools, by id.

    The file is read anew: it may be large, and few of its tools are looked at.

    Raises:
        DataError: it cannot be read, or a line is no change; names it.
    """
    marks = [orjson.dumps(tool) for tool in tools]
    found: list[dict[str, JSON]] = []
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if any(mark in line for mark in marks):
                    found += _changes(file, number, line, tools)
                if len(found) >= _MOST:
                    break
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(file)) from None
    return found[:_MOST]


def _changes(file: Path, number: int, line: bytes, tools: Collection[str]) -> list[dict[str, JSON]]:
    try:
        change: dict[str, Any] = orjson.loads(line)
        if change["id"] not in tools:
            return []
        return [{name: change.get(name) for name in ("rule", "path", "before", "after")}]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        remedy = "Name what `toolmind tools import --changes FILE` wrote"
        raise DataError("no change", file=str(file), row=number, remedy=remedy) from None
