"""The rows of all items in a temporary DuckDB database: filtered, counted, a page at a time.

Memory holds none of them: a list of 370,000 dialogues is filtered as fast as one of a thousand.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import numpy as np

from toolmind.viewer.item import Row

_COLUMNS = {
    "index": "BIGINT",
    "id": "VARCHAR",
    "run": "VARCHAR",
    "state": "VARCHAR",
    "kind": "VARCHAR",
    "title": "VARCHAR",
    "reasons": "VARCHAR[]",
    "verdicts": "VARCHAR[]",
    "masked": "INTEGER",
    "turns": "INTEGER",
    "calls": "INTEGER",
    "tools": "VARCHAR[]",
    "language": "VARCHAR",
    "disputed": "BOOLEAN",
    "probability": "DOUBLE",
    "pairs": "VARCHAR[]",
}
_SHOWN = ", ".join(f'"{name}"' for name in _COLUMNS if name != "pairs")
_LONGEST = 8 << 20
"""Bytes of a row (ours); the reader holds a few of that size."""
_MEMORY = "128MB"
"""What the database may hold at once (ours)."""

_WHERE = {
    "state": "state = $state",
    "kind": "kind = $kind",
    "run": "run = $run",
    "language": "language = $language",
    "tool": "list_contains(tools, $tool)",
    "reason": "len(list_filter(reasons, lambda one: contains(one, $reason))) > 0",
    "verdict": "len(list_filter(verdicts, lambda one: contains(one, $verdict))) > 0",
    "masked": "(masked > 0) = ($masked = 'yes')",
    "disputed": "disputed = ($disputed = 'yes')",
    "calls": "calls >= try_cast($calls AS INTEGER)",
    "longer": "turns >= try_cast($longer AS INTEGER)",
    "shorter": "turns <= try_cast($shorter AS INTEGER)",
    "probability": "probability >= try_cast($probability AS DOUBLE)",
    "id": "contains(lower(id), lower($id))",
}
"""What can be filtered by, and how; all that are given must hold. A number that is none leaves
nothing."""

Query = Mapping[str, str]


class Rows:
    """Rows by the index of their item. They are added by one thread, and asked for by others."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="toolmind-view-")
        self._base = duckdb.connect(
            str(Path(self._folder.name) / "rows.duckdb"),
            config={"memory_limit": _MEMORY, "threads": 2, "preserve_insertion_order": False},
        )
        columns = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
        self._base.execute(f"CREATE TABLE rows ({columns})")
        self._seen = bytearray()
        """By index, whether there is a row."""

    def __len__(self) -> int:
        return self._seen.count(1)

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, each in place of an earlier one of its item; one index comes once."""
        if not rows:
            return
        file = Path(self._folder.name) / "more.jsonl"
        file.write_bytes(msgspec.json.Encoder().encode_lines(rows))
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in _COLUMNS.items())
        base = self._base
        base.execute("BEGIN")
        self._seen.extend(bytes(max(0, max(row.index for row in rows) + 1 - len(self._seen))))
        if again := [row.index for row in rows if self._seen[row.index]]:
            base.execute('DELETE FROM rows WHERE "index" IN (SELECT unnest($1))', [again])
        base.execute(
            f"INSERT INTO rows SELECT * FROM read_json('{file}', columns={{{columns}}},"
            f" format='newline_delimited', maximum_object_size={_LONGEST})"
        )
        base.execute("COMMIT")
        for row in rows:
            self._seen[row.index] = 1

    def page(
        self, query: Query, start: int, count: int, among: np.ndarray[Any, Any] | None = None
    ) -> tuple[int, list[dict[str, Any]]]:
        """Return how many rows a query leaves, and some of them in order; `among` these only."""
        where, values = _condition(query, among)
        [(total,)] = self._ask(f"SELECT count(*) FROM rows{where}", values, among)
        order = f' ORDER BY "index" LIMIT {count} OFFSET {start}'
        names = [name for name in _COLUMNS if name != "pairs"]
        found = self._ask(f"SELECT {_SHOWN} FROM rows{where}{order}", values, among)
        return total, [dict(zip(names, row, strict=True)) for row in found]

    def around(self, index: int) -> tuple[int | None, int | None]:
        """Return the indexes of the rows before and after one."""
        [(before, after)] = self._ask(
            'SELECT max("index") FILTER ("index" < $at), min("index") FILTER ("index" > $at)'
            " FROM rows",
            {"at": index},
        )
        return before, after

    def index_of(self, ids: Iterable[str]) -> dict[str, int]:
        """Return the indexes of items by their ids."""
        found = self._ask(
            'SELECT id, "index" FROM rows WHERE id IN (SELECT unnest($ids::VARCHAR[]))',
            {"ids": list(ids)},
        )
        return dict(found)

    def counts(self, column: str, where: str = "TRUE") -> list[tuple[Any, int]]:
        """Return how many rows have which value of a column, or of its lists; the most first."""
        listed = _COLUMNS[column].endswith("[]")
        source = f"SELECT unnest({column}) AS one FROM rows WHERE {where}"
        plain = f"SELECT {column} AS one FROM rows WHERE {where}"
        return self._ask(
            f"SELECT one, count(*) AS many FROM ({source if listed else plain})"
            " GROUP BY one ORDER BY many DESC, one"
        )

    def totals(self) -> dict[str, Any]:
        """Return the sums over all rows, and the kinds with how many there are, and are kept.

        `chains` are the distinct ones that join tools, `joined` the pairs of tools that they join.
        """
        [(items, turns, masked, disputed, known)] = self._ask(
            "SELECT count(*), sum(turns) FILTER (state = 'kept'), sum(masked) FILTER"
            " (state = 'kept'), count(*) FILTER (disputed), count(probability) FROM rows"
        )
        kinds = self._ask(
            "SELECT kind, count(*) AS made, count(*) FILTER (state = 'kept') FROM rows"
            " GROUP BY kind ORDER BY made DESC, kind"
        )
        [(chains, joined)] = self._ask(
            "SELECT (SELECT count(DISTINCT hash(pairs)) FROM rows WHERE len(pairs) > 0),"
            " (SELECT count(DISTINCT one) FROM (SELECT unnest(pairs) AS one FROM rows))"
        )
        return {
            "items": items,
            "chains": chains,
            "joined": joined,
            "turns": int(turns or 0),
            "masked": int(masked or 0),
            "disputed": disputed,
            "known": known,
            "kinds": kinds,
        }

    def walked(self, tool: str) -> dict[tuple[str, str], int]:
        """Return how many chains step from one tool to another, of those that name a tool."""
        found = self._ask(
            "SELECT one, count(*) FROM (SELECT unnest(pairs) AS one FROM rows)"
            " WHERE starts_with(one, $from) OR ends_with(one, $to) GROUP BY one",
            {"from": f"{tool}\t", "to": f"\t{tool}"},
        )
        return {(pair.split("\t")[0], pair.split("\t")[1]): count for pair, count in found}

    def queue(self, done: Iterable[str], order: str, count: int) -> tuple[int, list[Any]]:
        """Return how many items are not `done` (ids) yet, and the first of them in an order."""
        told = {"done": list(done)}
        where = " WHERE turns > 0 AND id NOT IN (SELECT unnest($done::VARCHAR[]))"
        [(left,)] = self._ask(f"SELECT count(*) FROM rows{where}", told)
        found = self._ask(f"SELECT {_SHOWN} FROM rows{where} ORDER BY {order} LIMIT {count}", told)
        names = [name for name in _COLUMNS if name != "pairs"]
        return left, [dict(zip(names, row, strict=True)) for row in found]

    def _ask(
        self,
        query: str,
        values: Mapping[str, Any] | None = None,
        among: np.ndarray[Any, Any] | None = None,
    ) -> list[Any]:
        cursor = self._base.cursor()
        try:
            if among is not None:
                cursor.register("among", {"one": among})
            return cursor.execute(query, values or {}).fetchall()
        finally:
            cursor.close()

    def close(self) -> None:
        """Remove the database."""
        self._base.close()
        self._folder.cleanup()


def _condition(query: Query, among: object) -> tuple[str, dict[str, str]]:
    given = {name: query[name] for name in _WHERE if query.get(name)}
    parts = [f"({_WHERE[name]})" for name in given]
    if among is not None:
        parts.append('"index" IN (SELECT one FROM among)')
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), given
