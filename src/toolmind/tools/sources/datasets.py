"""The tools inside public data sets, each read in its own row form.

A data set is a local file (JSONL, JSON, Parquet), or what `datasets` (extra `datasets`) reads as a
stream: a local folder or a name on the Hugging Face hub. One tool occurs in many rows: it is
yielded once for each distinct definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from toolmind.errors import ConfigError, DataError
from toolmind.tools.jsonl import SUFFIXES, BadRow, read_rows
from toolmind.tools.repair.types import says_optional
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.functions_in_text import functions_in_text


class NoTools(ValueError):
    """A row that should hold tools but does not."""


def _tools_column(row: dict[str, Any]) -> Iterator[Any]:
    """xLAM-60k, APIGen-MT-5k, When2Call, ToolMind: `tools` is a list, or JSON text of one."""
    value = _json(row.get("tools"))
    if value is None:
        raise NoTools("no `tools` column")
    if not isinstance(value, list):
        raise NoTools(f"`tools` is a {type(value).__name__}, not a list")
    yield from map(_json, value)


def _xlam(row: dict[str, Any]) -> Iterator[Any]:
    """Bare property maps with Python types, where what is not marked optional is required."""
    for tool in _tools_column(row):
        fields = tool.get("parameters") if isinstance(tool, dict) else None
        if not isinstance(fields, dict) or not fields or "properties" in fields:
            yield tool
            continue
        required = [name for name, field in fields.items() if _is_required(field)]
        yield {**tool, "parameters": {"properties": fields, "required": required}}


def _is_required(field: Any) -> bool:
    return isinstance(field, dict) and not (
        says_optional(str(field.get("type"))) or "default" in field
    )


def _system_column(row: dict[str, Any]) -> Iterator[Any]:
    """Glaive-v2 and ToolACE: definitions as JSON in the text of `system`."""
    return _from_text(row.get("system"))


def _system_message(row: dict[str, Any]) -> Iterator[Any]:
    """BUTTONInstruct: definitions as JSON in the text of the system message."""
    messages = row.get("messages") or row.get("conversations") or ()
    first = messages[0] if isinstance(messages, list) and messages else {}
    return _from_text(first.get("content") or first.get("value") if isinstance(first, dict) else "")


def _from_text(text: Any) -> Iterator[Any]:
    if not isinstance(text, str):
        raise NoTools("no system text")
    yield from functions_in_text(text)


def _json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise NoTools(f"the text of the tools is not JSON: {error}") from error


class Form(NamedTuple):
    """How one data set holds its tools: its hub name, its licence, and how to read a row."""

    hub: str
    licence: str
    tools: Callable[[dict[str, Any]], Iterator[Any]]


FORMS = {
    "xlam": Form("Salesforce/xlam-function-calling-60k", "CC-BY-4.0", _xlam),
    "glaive": Form("glaiveai/glaive-function-calling-v2", "Apache-2.0", _system_column),
    "toolace": Form("Team-ACE/ToolACE", "Apache-2.0", _system_column),
    "apigen-mt": Form("Salesforce/APIGen-MT-5k", "CC-BY-NC-4.0", _tools_column),
    "button": Form("PKU-Baichuan-MLSystemLab/BUTTONInstruct", "Apache-2.0", _system_message),
    "when2call": Form("nvidia/When2Call", "CC-BY-4.0", _tools_column),
    "toolmind": Form("Nanbeige/ToolMind", "Apache-2.0", _tools_column),
}
"""The data sets by the word that names them on the command line."""


class DatasetSource:
    """Reads the tools of one data set from a local file, or from the hub by name."""

    def __init__(self, form: str, location: str = "", *, licence: str = "") -> None:
        if form not in FORMS:
            raise ConfigError(f"unknown data set {form!r} (known: {', '.join(FORMS)})")
        self.form = FORMS[form]
        self.name = form
        self.location = location or self.form.hub
        self.licence = licence or self.form.licence

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield each distinct tool definition once, at the row where it first occurs."""
        seen: set[bytes] = set()
        for row, value in _rows(self.location):
            found: list[Any] = []
            try:
                if not isinstance(value, dict):
                    raise NoTools(str(value) if isinstance(value, BadRow) else "not an object")
                found = list(self.form.tools(value))
            except NoTools as error:
                yield SetAside(
                    file=self.location, row=row, code="no-tools-in-row", explanation=str(error)
                )
            for tool in found:
                digest = hashlib.blake2b(_bytes(tool), digest_size=16).digest()
                if digest not in seen:
                    seen.add(digest)
                    yield RawTool(
                        value=self._with_provenance(tool),
                        file=self.location,
                        row=row,
                        namespace=self.name,
                    )

    def _with_provenance(self, tool: Any) -> Any:
        if not isinstance(tool, dict):
            return tool
        return {**tool, "source": self.form.hub, "licence": self.licence}


def _bytes(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)


def _rows(location: str) -> Iterator[tuple[int, Any]]:
    path = Path(location)
    if location.endswith(".parquet"):
        yield from enumerate(_parquet(path), start=1)
    elif location.endswith(SUFFIXES) or path.is_file():
        yield from read_rows(path)
    else:
        yield from enumerate(_hub(location), start=1)


def _parquet(path: Path) -> Iterator[dict[str, Any]]:
    try:
        from pyarrow import ArrowException  # type: ignore[import-untyped]
        from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped]
    except ImportError:
        raise ConfigError("reading Parquet needs: pip install 'toolmind[datasets]'") from None
    try:
        for batch in ParquetFile(path).iter_batches(batch_size=256):
            yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        raise DataError(f"cannot be read as Parquet: {error}", file=str(path)) from error


def _hub(name: str) -> Iterator[dict[str, Any]]:
    try:
        from datasets import load_dataset  # type: ignore[import-untyped]
    except ImportError:
        raise ConfigError(
            f"{name!r} is no file; reading a folder, or from the hub, needs: "
            "pip install 'toolmind[datasets]'"
        ) from None
    try:
        splits = load_dataset(name, streaming=True)
        for split in splits.values():
            yield from split
    except Exception as error:  # the hub's client raises anything from OSError to its own
        raise DataError(
            f"cannot be read from the hub: {type(error).__name__}: {error}",
            file=name,
            remedy="Check the name and the network, or download it and name the file",
        ) from error
