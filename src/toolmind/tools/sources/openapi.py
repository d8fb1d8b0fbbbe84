"""OpenAPI 3.0 and 3.1 and Swagger 2 documents: one tool per operation.

Path, query, header and cookie parameters and the fields of a JSON or form body become one
parameters schema; the success response becomes `returns`. How to make the call stays in the
`http` annotation: method, path, server, the place of each parameter, the kind of body. Security
schemes are noted in the `security` annotation and never become parameters.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from typing import Any

from toolmind.errors import DataError
from toolmind.records import Schema
from toolmind.text.slug import slug
from toolmind.tools.sources.base import RawTool, SetAside, namespace
from toolmind.tools.sources.documents import References, load_document
from toolmind.tools.sources.inline import inline

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_BODY_TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
_SCHEMA_KEYS = {"type", "format", "enum", "default", "items", "minimum", "maximum", "pattern"}
_SCHEMA_KEYS |= {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf"}


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
        api = _Api(document, uri, self.location, self.licence)
        await api.references.fetch_remote(document, self.headers)
        for path, item in api.paths():
            for found in api.operations(path, item):
                yield found
        for name in api.webhooks():
            yield SetAside(
                file=self.location,
                name=name,
                code="webhook",
                explanation="a call that the service makes, not one that it answers",
            )


class _Api:
    """One document, and what all its operations share."""

    def __init__(self, document: Any, uri: str, location: str, licence: str) -> None:
        self.version = _version(document, location)
        self.document, self.uri, self.location = document, uri, location
        self.references = References(document, uri)
        info = _mapping(document.get("info"))
        self.title = str(info.get("title") or "API")
        named = _mapping(info.get("license")).get("name")
        self.licence = named if isinstance(named, str) and named else licence
        self.secret_places = set(self._secret_places())

    def paths(self) -> Iterator[tuple[str, Any]]:
        """Yield each path with its item."""
        for path, item in _mapping(self.document.get("paths")).items():
            if not path.startswith("x-"):
                yield path, item

    def webhooks(self) -> list[str]:
        """Return the names of the document's webhooks."""
        return list(_mapping(self.document.get("webhooks")))

    def operations(self, path: str, item: Any) -> Iterator[RawTool | SetAside]:
        try:
            item, base = self.follow(item, self.uri)
        except DataError as error:
            yield self._aside(path, "bad-reference", str(error))
            return
        for method in METHODS:
            operation = _mapping(item).get(method)
            if operation is None:
                continue
            name = f"{method.upper()} {path}"
            if not isinstance(operation, dict):
                yield self._aside(name, "not-an-operation", "it is not an object")
                continue
            try:
                value = self._tool(path, method, operation, _mapping(item), base)
            except DataError as error:
                yield self._aside(name, "bad-reference", error.problem)
                continue
            yield RawTool(value=value, file=self.location, namespace=namespace(self.title))

    def follow(self, value: Any, base: str) -> tuple[Any, str]:
        """Return a value with its own reference followed, and its base."""
        for _ in range(20):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return value, base
            value, base = self.references.resolve(value["$ref"], base)
        raise DataError("$ref leads round in a circle", file=self.location, field="$ref")

    def _tool(self, path: str, method: str, op: Schema, item: Schema, base: str) -> dict[str, Any]:
        signature = _Signature(self, base)
        signature.add_parameters(
            [*_listing(item.get("parameters")), *_listing(op.get("parameters"))]
        )
        signature.add_body(op.get("requestBody"), op.get("consumes"))
        name = str(op.get("operationId") or f"{method}_{_path_name(path)}")
        tags = [tag for tag in _listing(op.get("tags")) if isinstance(tag, str)]
        notes: dict[str, Any] = {"service": self.title}
        notes["http"] = {
            "method": method,
            "path": path,
            "server": self._server(op, item),
            "in": signature.places,
            **({"body": signature.body} if signature.body else {}),
        }
        if security := self._security(op):
            notes["security"] = security
        if op.get("deprecated") is True:
            notes["deprecated"] = True
        return {
            "name": name,
            "description": _text(op.get("description"), op.get("summary"), item.get("summary")),
            "parameters": signature.schema(),
            "returns": self._returns(op, base),
            "domain": tags[0] if tags else self.title,
            "source": f"openapi {self.location}",
            "licence": self.licence,
            "annotations": notes,
        }

    def _returns(self, op: Schema, base: str) -> Schema | None:
        responses = _mapping(op.get("responses"))
        codes = sorted(code for code in responses if re.fullmatch(r"2(\d\d|XX)", code))
        for code in [*codes, "default"]:
            response, inner = self.follow(responses.get(code), base)
            schema = _mapping(response).get("schema")
            if schema is None:
                media = _json_media(_mapping(_mapping(response).get("content")))
                schema = _mapping(media).get("schema") if media is not None else None
            if schema is not None:
                found = inline(schema, inner, self.references)
                text = _mapping(response).get("description")
                return {"description": text, **found} if isinstance(text, str) and text else found
        return None

    def _server(self, op: Schema, item: Schema) -> str:
        for holder in (op, item, self.document):
            for server in _listing(holder.get("servers")):
                if isinstance(server, dict) and isinstance(server.get("url"), str):
                    return str(server["url"])
        host = self.document.get("host")
        if isinstance(host, str):
            scheme = next(iter(_listing(self.document.get("schemes"))), "https")
            return f"{scheme}://{host}{self.document.get('basePath') or ''}"
        return ""

    def _schemes(self) -> dict[str, Any]:
        components = _mapping(self.document.get("components"))
        return _mapping(components.get("securitySchemes")) or _mapping(
            self.document.get("securityDefinitions")
        )

    def _secret_places(self) -> Iterator[tuple[str, str]]:
        for scheme in self._schemes().values():
            if isinstance(scheme, dict) and scheme.get("type") == "apiKey":
                yield str(scheme.get("in")), str(scheme.get("name")).lower()
        yield "header", "authorization"

    def _security(self, op: Schema) -> list[str]:
        wanted = op.get("security", self.document.get("security"))
        names = [name for entry in _listing(wanted) if isinstance(entry, dict) for name in entry]
        return list(dict.fromkeys(names))

    def _aside(self, name: str, code: str, explanation: str) -> SetAside:
        return SetAside(file=self.location, name=name, code=code, explanation=explanation)


class _Signature:
    """The parameters of one operation, gathered into one object schema."""

    def __init__(self, api: _Api, base: str) -> None:
        self.api, self.base = api, base
        self.properties: dict[str, Any] = {}
        self.required: list[str] = []
        self.places: dict[str, str] = {}
        self.body = ""

    def add_parameters(self, parameters: list[Any]) -> None:
        """Add what stands in path, query, header and cookie; later ones override earlier."""
        found: dict[tuple[str, str], tuple[Schema, str]] = {}
        for parameter in parameters:
            value, base = self.api.follow(parameter, self.base)
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                found[(str(value.get("in")), value["name"])] = (value, base)
        for (place, name), (value, base) in found.items():
            if place == "body":
                self._add_body_schema(value.get("schema"), base, value.get("required") is True)
                self.body = "json"
            elif (place, name.lower()) not in self.api.secret_places:
                if place == "formData":
                    self.body = "form"
                schema = self._parameter_schema(value, base)
                self._add(name, schema, place, place == "path" or value.get("required") is True)

    def add_body(self, body: Any, consumes: Any) -> None:
        """Add the request body of OpenAPI 3, under its fields' own names where it has any."""
        body, base = self.api.follow(body, self.base)
        if isinstance(body, dict):
            content = _mapping(body.get("content"))
            kind = next(
                (k for wanted in _BODY_TYPES for k in content if k.startswith(wanted)), None
            )
            kind = kind or next((k for k in content if "json" in k), next(iter(content), None))
            if kind is not None:
                schema = _mapping(content[kind]).get("schema")
                self.body = "json" if "json" in kind else "form" if "form" in kind else kind
                self._add_body_schema(schema, base, body.get("required") is True, body)

    def schema(self) -> Schema:
        """Return the object schema of all parameters."""
        result: Schema = {"type": "object", "properties": self.properties}
        return {**result, "required": self.required} if self.required else result

    def _add_body_schema(self, schema: Any, base: str, needed: bool, body: Any = None) -> None:
        if schema is None:
            return
        found = inline(schema, base, self.api.references)
        fields = found.get("properties") if isinstance(found, dict) else None
        plain = not any(key in found for key in ("oneOf", "anyOf", "allOf")) if fields else False
        if not isinstance(fields, dict) or not plain or not fields:
            text = _text(_mapping(body).get("description"), "The request body.")
            self._add("body", {"description": text, **found}, "body", needed)
            return
        must = found.get("required")
        for name, field in fields.items():
            if not (isinstance(field, dict) and field.get("readOnly") is True):
                self._add(name, field, "body", needed and isinstance(must, list) and name in must)

    def _parameter_schema(self, value: Schema, base: str) -> Schema:
        schema = value.get("schema")
        if schema is None and isinstance(value.get("content"), dict):
            schema = _mapping(next(iter(value["content"].values()), None)).get("schema")
        if schema is None:  # Swagger 2 writes the keywords beside the name
            schema = {key: item for key, item in value.items() if key in _SCHEMA_KEYS}
        found = inline(schema, base, self.api.references)
        text = value.get("description")
        return {**found, "description": text} if isinstance(text, str) and text else found

    def _add(self, name: str, schema: Any, place: str, needed: bool) -> None:
        key = name if name not in self.properties else f"{place}_{name}"
        while key in self.properties:
            key += "_"
        self.properties[key] = schema if isinstance(schema, dict) else {}
        self.places[key] = place if key == name else f"{place}:{name}"
        if needed:
            self.required.append(key)


def _version(document: Any, location: str) -> str:
    version = None
    if isinstance(document, dict):
        version = document.get("openapi") or document.get("swagger")
    if version is None or not str(version).startswith(("3.", "2.")):
        raise DataError(
            "is no OpenAPI 3 or Swagger 2 document: it has no such `openapi` or `swagger` key",
            file=location,
            field="openapi",
            remedy="For a file of functions, name it as functions:PATH",
        )
    return str(version)


def _json_media(content: dict[str, Any]) -> Any:
    kinds = sorted(content, key=lambda kind: ("json" not in kind, kind))
    return content[kinds[0]] if kinds else None


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listing(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(*values: Any) -> str:
    return next((value for value in values if isinstance(value, str) and value.strip()), "")


def _path_name(path: str) -> str:
    return slug(path, "_", lower=False) or "root"
