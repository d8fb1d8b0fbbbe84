"""OpenAPI 3.0, 3.1 and 3.2 and Swagger 2 documents: one tool per operation.

Path, query, header and cookie parameters and the fields of a JSON or form body become one
parameters schema; the success response becomes `returns`. How to make the call stays in the
`http` annotation: method, path, server, the place of each parameter, the kind of body. Security
schemes are noted in the `security` annotation and never become parameters.

One document is one service: its title is the `service` of every tool, whatever their tags.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any

from toolmind.errors import DataError
from toolmind.text.slug import slug
from toolmind.tools.sources.base import RawTool, SetAside, namespace
from toolmind.tools.sources.documents import load_document
from toolmind.tools.sources.inline import Inlined, inline
from toolmind.tools.sources.references import Node, References
from toolmind.tools.sources.signature import Signature, first_text, media_of

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

LEGAL = frozenset(
    "safe-name nullable example exclusive-bound definitions dialect identity type-missing".split()
)
"""Repairs that translate what is legal in these documents: no faults of theirs."""


class OpenApiSource:
    """Reads the operations of one document, from a path or an http(s) address.

    `headers` go with the requests for it.
    """

    def __init__(
        self, place: str, *, licence: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        self.location = place
        self.headers = headers
        self.licence = licence

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield a tool per operation, or why there is none."""
        document, uri = await load_document(self.location, self.headers)
        _require_version(document, self.location)
        references = References(document, uri)
        await references.fetch_remote(self.headers)
        for found in _Api(references, self.location, self.licence).found():
            yield found


class _Api:
    """One document, and what all its operations share."""

    def __init__(self, references: References, location: str, licence: str) -> None:
        self.location = location
        self.root = root = references.root
        version = str(root.mapping.get("openapi", ""))
        self.siblings = bool(version) and not version.startswith("3.0")
        info = _lenient(root, "info")
        self.title = info.text("title") or "API"
        self.licence = _lenient(info, "license").text("name") or licence
        self.secrets = frozenset(self._secret_places())

    def found(self) -> Iterator[RawTool | SetAside]:
        """Yield a tool per operation, or why there is none, in the order of the document."""
        try:
            paths = self.root._replace(value=self.root.mapping.get("paths"))
            paths = paths.followed(siblings=True)
        except DataError as error:
            yield self._aside("paths", "bad-reference", error.problem)
            return
        for path, item in paths.items():
            if not path.startswith("x-"):
                yield from self._operations(path, item)
        for name in _lenient(self.root, "webhooks").mapping:
            said = "a call that the service makes, not one that it answers"
            yield self._aside(name, "webhook", said)

    def _operations(self, path: str, item: Node) -> Iterator[RawTool | SetAside]:
        try:
            item = item.followed(siblings=True)
            more = item.get("additionalOperations")
        except DataError as error:
            yield self._aside(path, "bad-reference", error.problem)
            return
        if item.value is not None and not isinstance(item.value, dict):
            yield self._aside(path, "not-an-operation", "it is not an object")
        methods = [(method, item) for method in METHODS if item.mapping.get(method) is not None]
        for method, holder in (*methods, *((method, more) for method in more.mapping)):
            name = f"{method.upper()} {path}"
            try:
                operation = holder.get(method)
                if isinstance(operation.value, dict):
                    yield self._tool(path, method.lower(), operation, item)
                else:
                    yield self._aside(name, "not-an-operation", "it is not an object")
            except DataError as error:
                code = "bad-parameter" if error.field == "parameters" else "bad-reference"
                yield self._aside(name, code, error.problem)

    def _tool(self, path: str, method: str, op: Node, item: Node) -> RawTool:
        signature = Signature(self.siblings, self.secrets)
        signature.add_parameters([*item.listed("parameters"), *op.listed("parameters")], path)
        signature.add_body(op.get("requestBody"))
        returns = self._returns(op)
        tags = [tag for tag in _listing(op.mapping.get("tags")) if isinstance(tag, str) and tag]
        value = {
            "name": op.text("operationId") or f"{method}_{_path_name(path)}",
            "description": first_text(
                *(op.text(key) for key in ("description", "summary")),
                *(item.text(key) for key in ("summary", "description")),
            ),
            "parameters": signature.schema(),
            "returns": returns.schema or None,
            # All operations are of one API, whatever tags divide them: the field is the document's.
            "domain": "/".join([self.title.replace("/", " "), *tags[:1]]),
            "source": f"openapi {self.location}",
            "licence": self.licence,
            "annotations": self._notes(path, method, op, item, signature),
        }
        return RawTool(
            value=value,
            file=self.location,
            namespace=namespace(self.title),
            legal=LEGAL,
            lost=signature.lost + returns.lost,
        )

    def _notes(
        self, path: str, method: str, op: Node, item: Node, signature: Signature
    ) -> dict[str, Any]:
        notes: dict[str, Any] = {"service": self.title}
        notes["http"] = {
            "method": method,
            "path": path,
            "server": self._server(op, item),
            "in": signature.places,
            **({"style": signature.styles} if signature.styles else {}),
            **({"body": signature.body} if signature.body else {}),
        }
        if security := self._security(op):
            notes["security"] = security
        if op.mapping.get("deprecated") is True:
            notes["deprecated"] = True
        return notes

    def _returns(self, op: Node) -> Inlined:
        """Return the schema of a success; `default` stands for one only where none is named."""
        responses = op.get("responses")
        codes = sorted(code for code in responses.mapping if re.fullmatch(r"2(\d\d|[xX]{2})", code))
        for code in codes or ["default"]:
            response = responses.get(code)
            schema = response.mapping.get("schema")
            node = response._replace(value=schema)
            if schema is None:
                media = media_of(response.get("content"))
                node = media._replace(value=media.mapping.get("schema"))
            if node.value is None:
                continue
            found = inline(node, siblings=self.siblings, hidden="writeOnly")
            text = response.text("description")
            schema = {"description": text, **found.schema} if text else found.schema
            return found._replace(schema=schema)
        return Inlined({})

    def _server(self, op: Node, item: Node) -> str:
        for holder in (op, item, self.root):
            for server in _listing(holder.mapping.get("servers")):
                if isinstance(server, dict) and isinstance(server.get("url"), str):
                    return str(server["url"])
        host = self.root.text("host")
        if not host:
            return ""
        scheme = next(iter(_listing(self.root.mapping.get("schemes"))), "https")
        return f"{scheme}://{host}{self.root.text('basePath')}"

    def _secret_places(self) -> Iterator[tuple[str, str]]:
        """Yield where secrets go, as (place, lower-case name)."""
        components = _lenient(self.root, "components")
        for holder, key in ((components, "securitySchemes"), (self.root, "securityDefinitions")):
            schemes = _lenient(holder, key)
            for name in schemes.mapping:
                scheme = _lenient(schemes, name)
                if scheme.text("type") == "apiKey":
                    yield scheme.text("in"), scheme.text("name").lower()

    def _security(self, op: Node) -> list[str]:
        wanted = op.mapping.get("security", self.root.mapping.get("security"))
        names = [name for entry in _listing(wanted) if isinstance(entry, dict) for name in entry]
        return list(dict.fromkeys(names))

    def _aside(self, name: str, code: str, explanation: str) -> SetAside:
        return SetAside(file=self.location, name=name, code=code, explanation=explanation)


def _require_version(document: Any, location: str) -> None:
    version = None
    if isinstance(document, dict):
        version = document.get("openapi") or document.get("swagger")
    if version is None or str(version).split(".")[0] not in ("2", "3"):
        raise DataError(
            "is no OpenAPI 3 or Swagger 2 document: it has no such `openapi` or `swagger` key",
            file=location,
            field="openapi",
            remedy="For a file of functions, name it as functions:PATH",
        )


def _lenient(node: Node, key: str) -> Node:
    """Return a child that no tool needs: where its reference leads nowhere, it is empty."""
    try:
        return node.get(key)
    except DataError:
        return node._replace(value=None)


def _listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _path_name(path: str) -> str:
    return slug(path, "_", lower=False) or "root"
