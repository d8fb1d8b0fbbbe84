"""API documents as data: JSON or YAML, from a file or an address."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml

from toolmind.errors import DataError
from toolmind.files import no_utf8, open_bytes, require_file
from toolmind.records import Record
from toolmind.tools.sources.yaml_core import parse_yaml

MAX_DOWNLOAD = 200_000_000
"""Bytes at most of a document from an address (ours)."""

_MARK = b"\xef\xbb\xbf"


class _Head(Record, frozen=True):
    """The keys that an API document says what it is by; any others are passed over."""

    openapi: Any = None
    swagger: Any = None


def is_api_document(path: Path) -> bool:
    """Say whether a JSON file is an API document, by the keys at its top, wherever they stand.

    Raises:
        DataError: there is no such file.
    """
    try:
        head = msgspec.json.decode(_read(path).removeprefix(_MARK), type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return head != _Head()


def parse_document(text: bytes, name: str) -> Any:
    """Return the JSON or YAML document in `text` as plain JSON values.

    Raises:
        DataError: a syntax error, with its line and column.
    """
    text = text.removeprefix(_MARK)
    if unread := no_utf8(text):
        raise DataError(unread, file=name)
    if text.lstrip()[:1] in (b"{", b"["):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            problem = DataError(f"not valid JSON at {place}: {error.msg}", file=name)
            if name.removesuffix(".gz").endswith(".json"):
                raise problem from error
    try:
        return parse_yaml(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise DataError(f"not valid YAML{place}: {error.problem}", file=name) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DataError(f"not valid YAML: {error}", file=name) from error


async def fetch_document(
    address: str, headers: Mapping[str, str] | None = None, *, timeout_s: float = 60.0
) -> bytes:
    """Return what an http(s) address holds.

    Raises:
        DataError: it cannot be had, or is larger than `MAX_DOWNLOAD`.
    """
    import aiohttp

    limit = aiohttp.ClientTimeout(total=timeout_s)
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=limit) as session,
            session.get(address) as response,
        ):
            if response.status != 200:
                raise DataError(f"the server answered {response.status}", file=address)
            chunks, size = [], 0
            async for chunk in response.content.iter_chunked(1 << 16):
                chunks.append(chunk)
                size += len(chunk)
                if size > MAX_DOWNLOAD:
                    raise DataError(f"larger than {MAX_DOWNLOAD:,} bytes", file=address)
            return b"".join(chunks)
    except (aiohttp.ClientError, TimeoutError) as error:
        reason = str(error) or type(error).__name__
        raise DataError(f"cannot be fetched: {reason}", file=address) from error


async def load_document(location: str, headers: Mapping[str, str] | None = None) -> tuple[Any, str]:
    """Return a document and its URI, from a path or an http(s) address.

    Raises:
        DataError: it is missing, cannot be fetched, or has a syntax error.
    """
    if location.startswith(("http://", "https://")):
        return parse_document(await fetch_document(location, headers), location), location
    return read_document(Path(location)), Path(location).resolve().as_uri()


def read_document(path: Path) -> Any:
    """Return the document in a file, through gzip where its name says so.

    Raises:
        DataError: there is no such file, it cannot be read, or it has a syntax error.
    """
    return parse_document(_read(path), str(path))


def _read(path: Path) -> bytes:
    require_file(path)
    try:
        with open_bytes(path) as file:
            return file.read()
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot be read: {error}", file=str(path)) from error
