"""One row of a data set with what the checks say of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from toolmind.config import RunConfig
from toolmind.errors import DataError, UserError
from toolmind.models.cost import Meter
from toolmind.pipeline.check_out import RULES_ALONE, checked
from toolmind.pipeline.checkers import CheckPlugins
from toolmind.pipeline.subjects import Source, Subject
from toolmind.records import Message, Record
from toolmind.runs.checked import CheckedRow, read_checked
from toolmind.tools.pool import ToolPool, read_pool


class Explained(Record, frozen=True):
    """A row's messages, and what became of it."""

    messages: tuple[Message, ...]
    row: CheckedRow


async def explain(
    data: Iterable[Path],
    name: str,
    out: Path | None = None,
    tools: Path | None = None,
    config: RunConfig = RULES_ALONE,
) -> Explained:
    """Return the first row that is called `name`, or has this number or place (``file:row``).

    Its verdicts are those in the folder `out`, where they are there; else its rules are run now.

    Raises:
        UserError: there is no such row.
        DataError: it holds no dialogue; says why.
    """
    pool = read_pool([tools]) if tools else None
    one = _find(Source(tuple(data), pool, out), name)
    for row in read_checked(out) if out else ():
        if (row.file, row.row, row.id) == (one.file, one.number, one.id):
            return Explained(one.trajectory.messages, row)
    found, given = CheckPlugins.load(config, rules_only=True), pool or ToolPool(())
    async with found.open(given, out or Path(), Meter()) as use:
        return Explained(one.trajectory.messages, await checked(one, use))


def _find(source: Source, name: str) -> Subject:
    rows = 0
    for one in source:
        rows += 1
        if isinstance(one, DataError):
            if name in _names(one.file, one.row or 0):
                raise one
        elif name in (one.id, *_names(one.file, one.number)):
            return one
    raise UserError(f"no row is called {name!r}, nor is it the number of one: {rows:,} rows read")


def _names(file: str, number: int) -> tuple[str, ...]:
    return str(number), f"{file}:{number}", f"{Path(file).name}:{number}"
