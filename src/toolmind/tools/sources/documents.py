"""API documents as data: JSON or YAML, from a file or an address, with references across files.

References are resolved by the `referencing` library (extra `openapi`). A document may refer to
other `.json`, `.yaml` or `.yml` files on the same disk, or to documents of the same host that it
came from; nothing else is opened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import orjson
import yaml

from toolmind.errors import ConfigError, DataError
from toolmind.files import require_file

MAX_DOWNLOAD = 200_000_000
"""Bytes at most of a document from an address (ours)."""

_SUFFIXES = (".json", ".yaml", ".yml")


def parse_document(text: bytes, name: str) -> Any:
    """Return the JSON or YAML document in `text` as plain JSON values.

    Raises:
        DataError: a syntax error, with its line and column.
    """
    if text.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            problem = DataError(f"not valid JSON at {place}: {error.msg}", file=name)
            if name.endswith(".json"):
                raise problem from error
    try:
        return _plain(yaml.load(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise DataError(f"not valid YAML{place}: {error.problem}", file=name) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DataError(f"not valid YAML: {error}", file=name) from error


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, in C where it is built in; numbers and dates stay as JSON has them."""


def _plain(value: Any) -> Any:
    """Return YAML values as JSON has them: text keys, no dates, no sets; shared parts stay so."""
    done: dict[int, Any] = {}

    def plain(item: Any, depth: int) -> Any:
        if depth > 500:
            raise ValueError("nested deeper than 500 levels")
        if isinstance(item, dict | list):
            if id(item) not in done:
                done[id(item)] = None  # an alias to its own parent has no JSON form
                done[id(item)] = (
                    {_key(key): plain(child, depth + 1) for key, child in item.items()}
                    if isinstance(item, dict)
                    else [plain(child, depth + 1) for child in item]
                )
            return done[id(item)]
        if isinstance(item, date | datetime):
            return item.isoformat()
        if isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):
            return None
        if isinstance(item, int) and not -(2**63) <= item < 2**64:
            return float(item)
        return item if isinstance(item, str | int | float | bool | None) else str(item)

    return plain(value, 0)


def _key(key: Any) -> str:
    if isinstance(key, bool):
        return "true" if key else "false"
    return key if isinstance(key, str) else "null" if key is None else str(key)


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
    path = Path(location)
    require_file(path)
    return parse_document(path.read_bytes(), location), path.resolve().as_uri()


class References:
    """Follows `$ref` from a document, into other files too.

    `resolve(value, base)` returns what a reference points at and the base of its own references.
    """

    def __init__(self, document: Any, uri: str) -> None:
        try:
            from referencing import Registry
        except ImportError:
            raise ConfigError(
                "reading OpenAPI documents needs an extra: pip install 'toolmind[openapi]'"
            ) from None
        self.uri = uri
        # opaque: an OpenAPI document is no schema, and an `$id` in its examples means nothing
        resource = self._resource(document)
        empty: Any = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]
        self._registry = empty.with_resource(uri, resource)
        self._remote: dict[str, Any] = {}

    def resolve(self, reference: str, base: str) -> tuple[Any, str]:
        """Return the value that a reference leads to, and its base URI.

        Raises:
            DataError: it leads nowhere, or to where this document may not refer.
        """
        from referencing.exceptions import Unresolvable

        try:
            found = self._registry.resolver(base_uri=base).lookup(reference)
        except (Unresolvable, ValueError, LookupError, TypeError, AttributeError) as error:
            cause = error.__cause__
            while cause is not None and not isinstance(cause, DataError):
                cause = cause.__cause__
            text = cause.problem if isinstance(cause, DataError) else "it leads nowhere"
            raise DataError(f"$ref {reference!r}: {text}", file=self.uri, field="$ref") from error
        target = urljoin(base, reference).split("#")[0]
        return found.contents, target or base

    async def fetch_remote(self, document: Any, headers: Mapping[str, str] | None = None) -> None:
        """Fetch the documents that a document from an address refers to, on the same host."""
        if not self.uri.startswith("http"):
            return
        waiting = [(document, self.uri)]
        while waiting:
            value, base = waiting.pop()
            for reference in set(re.findall(rb'"\$ref":"([^"#]+)', orjson.dumps(value))):
                target = urljoin(base, reference.decode())
                if target in self._remote or urlsplit(target).netloc != urlsplit(self.uri).netloc:
                    continue
                text = await fetch_document(target, headers)
                self._remote[target] = found = parse_document(text, target)
                waiting.append((found, target))

    def _resource(self, contents: Any) -> Any:
        from referencing import Resource, Specification

        kind: Any = Resource
        return kind(contents=contents, specification=Specification.OPAQUE)

    def _retrieve(self, uri: str) -> Any:
        if uri in self._remote:
            return self._resource(self._remote[uri])
        parts = urlsplit(uri)
        if not self.uri.startswith("file:") or parts.scheme != "file":
            raise DataError(f"{uri} is on another host", file=self.uri)
        path = Path(unquote(parts.path))
        if path.suffix.lower() not in _SUFFIXES:
            raise DataError(f"{path} is neither JSON nor YAML", file=self.uri)
        require_file(path)
        return self._resource(parse_document(path.read_bytes(), str(path)))
