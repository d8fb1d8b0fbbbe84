"""References (`$ref`) of an API document, wherever one stands and across files.

A document may refer to other `.json`, `.yaml` or `.yml` files on the same disk, or to documents
of the same host that it came from; nothing else is opened. References of another file are
relative to that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import orjson

from toolmind.errors import DataError
from toolmind.tools.constraints import count_constraints
from toolmind.tools.sources.documents import fetch_document, parse_document, read_document

_SUFFIXES = (".json", ".yaml", ".yml")

MAX_HOPS = 20
"""References to references before one counts as going round in a circle (ours)."""


class References:
    """The documents that one document leads to, each read once."""

    def __init__(self, document: Any, uri: str) -> None:
        self.uri = uri
        self._documents: dict[str, Any] = {uri: document}
        self._named: dict[str, dict[str, Any]] = {}
        self._found: dict[tuple[str, str], Node] = {}
        self._counts: dict[int, int] = {}
        self._under_way = 0

    @property
    def root(self) -> Node:
        """The document itself."""
        return Node(self._documents[self.uri], self.uri, self)

    def lookup(self, reference: str, base: str) -> Node:
        """Return what a reference leads to; the references on its way are followed.

        `base` is the URI of the document in which it stands.

        Raises:
            DataError: it leads nowhere, or to where this document may not refer.
        """
        if (known := self._found.get((base, reference))) is not None:
            return known
        if self._under_way >= MAX_HOPS:
            raise self.circle()
        self._under_way += 1
        try:
            uri, fragment = urldefrag(urljoin(base, reference))
            node = Node(self._document(uri or base), uri or base, self)
            if fragment and not fragment.startswith("/"):
                found = node._replace(value=self._anchored(node, fragment))
            else:
                found = node.pointed_at(fragment)
        except (DataError, ValueError) as error:
            if isinstance(error, DataError) and error.field == "$ref":
                raise
            problem = error.problem if isinstance(error, DataError) else str(error)
            text = f"$ref {reference!r}: {problem}"
            raise DataError(text, file=self.uri, field="$ref") from error
        finally:
            self._under_way -= 1
        self._found[base, reference] = found
        return found

    def constraints(self, schema: Any) -> int:
        """Count the constraints of a schema of these documents, each schema once."""
        key = id(schema)  # the documents are held as long as this
        if key not in self._counts:
            self._counts[key] = count_constraints(schema)
        return self._counts[key]

    def circle(self) -> DataError:
        """Return the error of references that lead to each other."""
        return DataError("$ref leads round in a circle", file=self.uri, field="$ref")

    def identified(self, uri: str) -> Node | None:
        """Return the schema whose `$id` is a URI, or the place in it; None where there is none."""
        plain, fragment = urldefrag(uri)
        for base in [*self._documents]:
            found = self._names(base).get(plain)
            if found is not None:
                return Node(found, base, self).pointed_at(fragment)
        return None

    async def fetch_remote(self, headers: Mapping[str, str] | None = None) -> None:
        """Fetch what a document from an address refers to on the same host.

        What cannot be had costs those who refer to it.
        """
        waiting = [self.uri] if self.uri.startswith("http") else []
        while waiting:
            base = waiting.pop()
            text = orjson.dumps(self._documents[base])
            for reference in set(re.findall(rb'"\$ref":"([^"#]+)', text)):
                target = urljoin(base, reference.decode())
                if target in self._documents or not self._same_host(target):
                    continue
                try:
                    found = parse_document(await fetch_document(target, headers), target)
                    waiting.append(target)
                except DataError as error:
                    found = error
                self._documents[target] = found

    def _same_host(self, uri: str) -> bool:
        return urlsplit(uri).netloc == urlsplit(self.uri).netloc

    def _document(self, uri: str) -> Any:
        if uri not in self._documents:
            try:
                self._documents[uri] = self._read(uri)
            except DataError as error:
                self._documents[uri] = error
        found = self._documents[uri]
        if isinstance(found, DataError):
            raise DataError(found.problem, file=found.file)
        return found

    def _read(self, uri: str) -> Any:
        parts = urlsplit(uri)
        if not self.uri.startswith("file:") or parts.scheme != "file":
            raise DataError(f"{uri} is on another host")
        path = Path(unquote(parts.path))
        if path.suffix.lower() not in _SUFFIXES:
            raise DataError(f"{path} is neither JSON nor YAML")
        return read_document(path)

    def _anchored(self, node: Node, anchor: str) -> Any:
        found = self._names(node.base).get(f"#{anchor}")
        if found is None:
            raise DataError("it leads nowhere")
        return found

    def _names(self, base: str) -> dict[str, Any]:
        """Return the schemas of a document by `$id` and by anchor, as OpenAPI 3.1 has them."""
        if base not in self._named:
            self._named[base] = dict(_identities(self._documents[base], base, 0))
        return self._named[base]


class Node(NamedTuple):
    """A value of a document, and where it stands."""

    value: Any
    base: str
    references: References

    @property
    def mapping(self) -> dict[str, Any]:
        """The value if it is an object, else an empty one."""
        return self.value if isinstance(self.value, dict) else {}

    def followed(self, *, siblings: bool = False) -> Node:
        """Return the node with its own reference followed.

        Beside a reference only `summary` and `description` count (OAS 3.1, 4.8.23), with
        `siblings` everything (path items).

        Raises:
            DataError: it cannot be followed.
        """
        node = self
        beside: list[tuple[dict[str, Any], str]] = []
        for _ in range(MAX_HOPS):
            if not isinstance(node.value, dict) or not isinstance(node.value.get("$ref"), str):
                return node._with(beside)
            wanted = node.value.keys() - {"$ref"} if siblings else ("summary", "description")
            kept = {key: item for key, item in node.value.items() if key in wanted}
            if kept:
                beside.append((kept, node.base))
            node = self.references.lookup(node.value["$ref"], node.base)
        raise self.references.circle()

    def get(self, key: str) -> Node:
        """Return the child of this name, with its reference followed; of None where none is."""
        return self._child(self.mapping.get(key)).followed()

    def text(self, key: str) -> str:
        """Return the text of this name, or an empty one."""
        found = self.mapping.get(key)
        return found if isinstance(found, str) else ""

    def items(self) -> Iterator[tuple[str, Node]]:
        """Yield the children of an object, their references not yet followed."""
        for key, value in self.mapping.items():
            yield str(key), self._child(value)

    def listed(self, key: str) -> list[Node]:
        """Return the items of the list of this name, with their references followed."""
        found = self.get(key)
        if not isinstance(found.value, list):
            return []
        return [found._child(item).followed() for item in found.value]

    def pointed_at(self, pointer: str) -> Node:
        """Return what a JSON pointer, percent-encoded or not, leads to; an empty one: itself.

        Raises:
            DataError: it leads nowhere.
        """
        node = self
        for part in pointer.split("/")[1:]:
            if isinstance(node.value, dict) and not _has(node.value, part):
                node = node.followed(siblings=True)
            node = node._child(_step(node.value, part))
        return node

    def _child(self, value: Any) -> Node:
        return self._replace(value=value)

    def _with(self, beside: list[tuple[dict[str, Any], str]]) -> Node:
        """Return the node with what stood beside the references that led here."""
        if not beside or not isinstance(self.value, dict):
            return self
        value = dict(self.value)
        for kept, base in reversed(beside):
            value |= kept if base == self.base else _absolute(kept, base)
        return self._replace(value=value)


def _has(value: dict[str, Any], part: str) -> bool:
    return any(key in value for key in _keys(part))


def _keys(part: str) -> tuple[str, ...]:
    """Return what a step of a pointer may be called: unquoted, or as it stands."""
    return tuple(
        text.replace("~1", "/").replace("~0", "~") for text in dict.fromkeys((unquote(part), part))
    )


def _step(value: Any, part: str) -> Any:
    for key in _keys(part):
        if isinstance(value, dict) and key in value:
            return value[key]
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            return value[int(key)]
    raise DataError("it leads nowhere")


def _absolute(value: Any, base: str) -> Any:
    """Return a value whose references no longer depend on the document in which it stood."""
    if isinstance(value, list):
        return [_absolute(item, base) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: urljoin(base, item)
        if key == "$ref" and isinstance(item, str)
        else _absolute(item, base)
        for key, item in value.items()
    }


def _identities(value: Any, base: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield the schemas that name themselves: by their absolute `$id`, and by ``#`` and anchor."""
    if depth > 100 or not isinstance(value, dict | list):
        return
    if isinstance(value, dict):
        if isinstance(own := value.get("$id"), str):
            base = urljoin(base, own)
            yield base.removesuffix("#"), value
        for key in ("$anchor", "$dynamicAnchor"):
            if isinstance(anchor := value.get(key), str):
                yield f"#{anchor}", value
    for child in value.values() if isinstance(value, dict) else value:
        yield from _identities(child, base, depth + 1)
