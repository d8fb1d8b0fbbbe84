"""From a call to an HTTP request, as the `http` annotation of an OpenAPI operation says it.

Parameters are written in the styles of OAS 3.1 (4.8.12.3); what style a parameter has, and which
place it goes to, the import wrote into the annotation (`toolmind.tools.sources.openapi`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson

from toolmind.records import JSON, Tool
from toolmind.tools.sources.styles import default_style

_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}
_JSON_TYPE = "application/json"
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass
class HttpRequest:
    """A request: `target` is path and query, encoded; `fields` are those of a multipart body."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    fields: dict[str, str] | None = None


def is_operation(tool: Tool) -> bool:
    """Say whether a tool was read from an API document, so that it can be called over HTTP."""
    http = tool.annotations.get("http")
    return isinstance(http, dict) and "path" in http and "method" in http


def build_request(tool: Tool, arguments: Mapping[str, JSON]) -> HttpRequest:
    """Return the request that a call stands for.

    Raises:
        ValueError: an argument of the path is such that it would name another path.
    """
    http: dict[str, Any] = tool.annotations["http"]
    path, query, cookies = str(http["path"]), list[str](), list[str]()
    headers: dict[str, str] = {}
    body: dict[str, JSON] = {}
    whole: JSON = None
    for key, value in arguments.items():
        place, _, name = str(http.get("in", {}).get(key, "query")).partition(":")
        style = http.get("style", {}).get(key) or default_style(place)
        if place == "body" and http["in"][key] == "body:":
            whole = value
        elif place in ("body", "formData"):
            body[name or key] = value
        elif place == "path":
            path = path.replace("{%s}" % (name or key), _in_path(name or key, value, style))
        elif place == "header":
            headers[name or key] = ",".join(_parts(value, style.endswith("*"), lambda text: text))
        else:
            (cookies if place == "cookie" else query).extend(_pairs(name or key, value, style))
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    target = f"{path}?{'&'.join(query)}" if query else path
    request = HttpRequest(str(http["method"]).upper(), target, headers)
    _add_body(request, str(http.get("body", "")), body if whole is None else whole)
    return request


def _add_body(request: HttpRequest, kind: str, body: JSON) -> None:
    if not kind:
        return
    if kind == "json":
        request.headers["Content-Type"] = _JSON_TYPE
        request.body = orjson.dumps(body)
    elif kind == "form" and isinstance(body, dict):
        request.headers["Content-Type"] = _FORM_TYPE
        pairs = [pair for name, value in body.items() for pair in _pairs(name, value, "form*")]
        request.body = "&".join(pairs).encode()
    elif kind == "multipart" and isinstance(body, dict):
        request.fields = {name: _text(value) for name, value in body.items()}
    elif body:
        request.headers["Content-Type"] = kind
        request.body = _text(body).encode()


def _in_path(name: str, value: JSON, style: str) -> str:
    explode, kind = style.endswith("*"), style.removesuffix("*")
    parts = list(_parts(value, explode, _quoted))
    if not any(parts) or parts in (["."], [".."]):
        raise ValueError(f"{name!r} stands in the path: it cannot be empty, '.' or '..'")
    if kind == "label":
        return "." + ("." if explode else ",").join(parts)
    if kind == "matrix":
        own = ";".join(part if isinstance(value, dict) else f"{name}={part}" for part in parts)
        return ";" + (own if explode else f"{name}={','.join(parts)}")
    return ",".join(parts)


def _parts(value: JSON, explode: bool, quoted: Any) -> Iterator[str]:
    """Yield what stands between the delimiters: a value, or those of a list or an object."""
    if isinstance(value, list):
        yield from (quoted(_text(item)) for item in value)
    elif isinstance(value, dict):
        for key, item in value.items():
            pair = quoted(key), quoted(_text(item))
            yield from ("=".join(pair),) if explode else pair
    else:
        yield quoted(_text(value))


def _pairs(name: str, value: JSON, style: str) -> Iterator[str]:
    """Yield the encoded ``name=value`` of a query, a cookie or a form."""
    explode, kind = style.endswith("*"), style.removesuffix("*")
    if kind == "json":
        yield f"{_quoted(name)}={_quoted(orjson.dumps(value).decode())}"
    elif kind == "deepObject" and isinstance(value, dict):
        for key, item in value.items():
            yield from _pairs(f"{name}[{key}]", item, "deepObject")
    elif isinstance(value, list) and (explode or kind == "deepObject"):
        yield from (f"{_quoted(name)}={_quoted(_text(item))}" for item in value)
    elif isinstance(value, dict) and explode:
        yield from (f"{_quoted(key)}={_quoted(_text(item))}" for key, item in value.items())
    else:
        delimiter = _DELIMITERS.get(kind, ",")
        yield f"{_quoted(name)}={delimiter.join(_parts(value, False, _quoted))}"


def _quoted(text: str) -> str:
    return quote(text, safe="")


def _text(value: JSON) -> str:
    """Return a value as it stands in an address: text as it is, null as nothing, else JSON."""
    if isinstance(value, str):
        return value
    return "" if value is None else orjson.dumps(value).decode()
