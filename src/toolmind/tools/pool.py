"""A pool of tools: what a run starts from.

Read here are the pools that `toolmind tools import` writes (one `Tool` a line) and plain ones
with a few other keys (`service`, `deprecated`, `server_licence`). A row that cannot be used is
set aside with its reason; nothing is repaired here, that is the import's work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from toolmind.datasets.files import read_rows
from toolmind.errors import DataError
from toolmind.records import Record, Schema, Tool
from toolmind.tools.lean import LeanTools
from toolmind.tools.names import qualified_name, safe_name
from toolmind.tools.shared import Shared
from toolmind.tools.usable import schema_problem, schema_text

_IMPORT = "Let `toolmind tools import` repair it"
_SHARED = ("domain", "source", "licence")
_EXTRA = {"service": "service", "deprecated": "deprecated", "server_licence": ""}


class SkippedRow(Record, frozen=True):
    """A row that did not become a tool, where it is, why, and what to do about it."""

    file: str
    row: int
    field: str
    problem: str
    remedy: str


class ToolPool(Sequence[Tool]):
    """Tools in order, found by id. Immutable; ids and names are unique.

    `digest` is a hash of the content and order: two pools with one digest give the same run.
    """

    def __init__(self, tools: Iterable[Tool], skipped: Iterable[SkippedRow] = ()) -> None:
        self.tools = tuple(tools)
        self.skipped = tuple(skipped)
        self._by_id = {tool.id: tool for tool in self.tools}
        if len(self._by_id) < len(self.tools):
            raise ValueError("a tool id is used twice")
        self.digest = _digest(self.tools)

    @cached_property
    def lean(self) -> LeanTools:
        """The tools by id as they are shown to models."""
        return LeanTools(self._by_id)

    @property
    def by_id(self) -> Mapping[str, Tool]:
        """The tools by id."""
        return self._by_id

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all tools, in order."""
        return tuple(self._by_id)

    def __len__(self) -> int:
        return len(self.tools)

    def __iter__(self) -> Iterator[Tool]:
        return iter(self.tools)

    def __contains__(self, item: object) -> bool:
        return item in self._by_id if isinstance(item, str) else item in self.tools

    def __getitem__(self, key: Any) -> Any:
        """Return the tool with this id, or by position as in any sequence."""
        return self._by_id[key] if isinstance(key, str) else self.tools[key]


def read_pool(paths: Iterable[str | Path], *, strict: bool = False) -> ToolPool:
    """Read tools from `.jsonl`, `.jsonl.gz` or `.json` files, in order.

    Unusable rows are listed in `skipped`. A tool that is there already (same id, same content) is
    skipped too; of two different tools with one name the later is qualified by its domain.

    Raises:
        DataError: a file is missing or damaged, no tool is left, or, with `strict`, any row
            cannot be used.
    """
    tools: dict[str, Tool] = {}
    shared = Shared()
    names: set[str] = set()
    skipped: list[SkippedRow] = []
    files = [Path(path) for path in paths]
    for path in files:
        for row in read_rows(path):
            try:
                if isinstance(row, DataError):
                    raise row
                tool = _unique(pool_tool(row.value, shared), tools, names)
            except DataError as error:
                skipped.append(
                    SkippedRow(
                        file=str(path),
                        row=(row.row or 0) if isinstance(row, DataError) else row.number,
                        field=error.field,
                        problem=error.problem,
                        remedy=error.remedy,
                    )
                )
                if strict:
                    raise as_error(skipped[-1]) from error
                continue
            tools[tool.id] = tool
            names.add(tool.name)
    if not tools:
        raise _empty(files, skipped)
    return ToolPool(tools.values(), skipped)


def pool_tool(value: Any, shared: Shared | None = None) -> Tool:
    """Return one row of a pool as a tool with a safe name, of parts that are `shared`.

    Raises:
        DataError: the row is not a usable tool; `field` says where.
    """
    if not isinstance(value, dict):
        raise DataError("a tool must be a JSON object", remedy=_IMPORT)
    extra = {key: value[key] for key in _EXTRA if value.get(key)}
    row = {key: item for key, item in value.items() if key not in _EXTRA}
    annotations = {_EXTRA[key]: item for key, item in extra.items() if _EXTRA[key]}
    if annotations:
        row["annotations"] = {**annotations, **(row.get("annotations") or {})}
    if "server_licence" in extra:
        row.setdefault("licence", extra["server_licence"])
    try:
        tool = msgspec.convert(row, Tool)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at `$")
        raise DataError(problem, field=place.strip("`."), remedy=_IMPORT) from error
    for field in ("id", "name"):
        if not getattr(tool, field):
            raise DataError("is empty", field=field, remedy=_IMPORT)
    shared = shared or Shared()
    return msgspec.structs.replace(
        tool,
        name=safe_name(tool.name),
        parameters=_schema(tool.parameters, "parameters", shared),
        returns=None if tool.returns is None else _schema(tool.returns, "returns", shared),
        **{field: shared.of(getattr(tool, field)) for field in _SHARED},
    )


def _schema(schema: Schema, field: str, shared: Shared) -> Schema:
    """Return the one object of a usable schema's content."""
    text = schema_text(schema)
    if found := schema_problem(schema, needs_object=field == "parameters", text=text):
        raise DataError(found, field=field, remedy=_IMPORT)
    made: Schema = shared.whole(schema, text)
    return made


@cache
def shipped_pool() -> ToolPool:
    """Return the pool that comes with the package.

    It is one object for all runs of a process: what is remembered of its tools serves the next one,
    and is not held twice.
    """
    return read_pool([shipped_pool_path()])


def shipped_pool_path() -> Path:
    """Return where the pool that comes with the package lies."""
    return Path(__file__).parent.parent / "data" / "pool.jsonl.gz"


def as_error(row: SkippedRow) -> DataError:
    """Return a skipped row as the error that stops a strict reader."""
    return DataError(row.problem, file=row.file, row=row.row, field=row.field, remedy=row.remedy)


def _unique(tool: Tool, tools: dict[str, Tool], names: set[str]) -> Tool:
    if (other := tools.get(tool.id)) is not None:
        if msgspec.structs.replace(other, name=tool.name) == tool:
            raise DataError("the same tool is there already", field="id")
        raise DataError(
            f"the id {tool.id!r} is taken by a different tool",
            field="id",
            remedy="Give one of them another id, or let `toolmind tools import` merge the files",
        )
    if tool.name in names:
        qualifier = tool.domain.rpartition("/")[2] or tool.id.rsplit(".", 1)[0]
        return msgspec.structs.replace(tool, name=qualified_name(tool.name, qualifier, names))
    return tool


def _empty(files: list[Path], skipped: list[SkippedRow]) -> DataError:
    if skipped:
        first = as_error(skipped[0])
        return DataError(
            f"no usable tool in any of {len(skipped)} rows; the first: {first.problem}",
            file=first.file,
            row=first.row,
            field=first.field,
            remedy=first.remedy,
        )
    names = ", ".join(map(str, files)) or "(none given)"
    return DataError("the pool is empty", file=names, remedy="Import tools into it first")


def _digest(tools: tuple[Tool, ...]) -> str:
    encode = msgspec.json.Encoder(order="sorted").encode
    digest = hashlib.sha256()
    for tool in tools:
        digest.update(encode(tool))
        digest.update(b"\n")
    return digest.hexdigest()[:32]
