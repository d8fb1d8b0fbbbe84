"""Functions as the files of Power Platform connectors (OpenAPI 2) declare them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]
End = tuple[str, str]
"""A function and the path of a parameter."""

_VERBS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 5
_LONGEST = 400
"""Characters kept of a description."""
_KEPT = ("type", "format", "enum")
_LISTED = (
    ("x-ms-dynamic-values", "value-collection", "value-path"),
    ("x-ms-dynamic-list", "itemsPath", "itemValuePath"),
)
"""Marks of an input whose values an operation lists: where the list is, and where the value."""


@dataclass
class Service:
    """What one connector offers."""

    name: str
    functions: dict[str, Row] = field(default_factory=dict)
    listed: list[tuple[End, End]] = field(default_factory=list)
    """The output that lists the values of an input, and that input, as the file has them."""


def services(folder: Path) -> Iterator[Service]:
    """Read all connectors of a copy of the repository, each once, in the order of their names."""
    seen = set()
    for path in sorted(folder.glob("*/*/**/apiDefinition*.json")):
        name = re.sub(r"\W+", "_", path.parent.name).strip("_").lower()
        try:
            text = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError:
            continue  # A few files are not JSON.
        if name not in seen and isinstance(text.get("paths"), dict):
            seen.add(name)
            yield _Reader(text, name).read()


class _Reader:
    """Reads one file."""

    def __init__(self, text: Row, name: str) -> None:
        self._text, self._service = text, Service(name)
        self._operations: dict[str, Row] = {}
        for path in text["paths"].values():
            for verb in _VERBS:
                one = path.get(verb)
                if isinstance(one, dict) and one.get("operationId"):
                    whole = {
                        "parameters": [*path.get("parameters", ()), *one.get("parameters", ())]
                    }
                    self._operations[str(one["operationId"])] = one | whole

    def read(self) -> Service:
        for name, operation in self._operations.items():
            self._function(name, operation)
        return self._service

    def _function(self, operation: str, told: Row) -> None:
        name = f"{self._service.name}.{operation}"
        properties: Row = {}
        required: list[str] = []
        for raw in told["parameters"]:
            one = self._resolved(raw)
            if one.get("in") in ("path", "query", "formData"):
                properties[one["name"]] = self._schema(one, 0)
                required += [one["name"]] if one.get("required") else []
                self._note(one, (name, one["name"]))
            elif one.get("in") == "body":
                body = self._schema(one.get("schema", {}), 0)
                inner = body.get("properties") or {str(one.get("name", "body")): body}
                properties |= inner
                required += [key for key in body.get("required", ()) if key in inner]
                self._notes(one.get("schema", {}), name, "", 0)
        answer = self._schema(self._answer(told), 0)
        self._service.functions[name] = {
            "id": name,
            "name": operation,
            "domain": self._service.name,
            "description": _told(told),
            "parameters": {"type": "object", "properties": properties, "required": required},
            "returns": answer
            if answer.get("properties")
            else {"type": "object", "properties": {"items": answer}},
        }

    def _answer(self, operation: Row) -> Row:
        """Find the schema of what an operation answers if all goes well."""
        answers = operation.get("responses", {})
        for status in ("200", "201", "202", "default"):
            found = self._resolved(answers.get(status) or {}).get("schema")
            if found:
                return self._resolved(found)
        return {}

    def _resolved(self, node: Any) -> Row:
        """Follow references, and lay the parts of `allOf` over one another."""
        for _ in range(_DEEPEST):
            if not isinstance(node, dict) or "$ref" not in node:
                break
            target: Any = self._text
            for part in str(node["$ref"]).removeprefix("#/").split("/"):
                target = target.get(part, {}) if isinstance(target, dict) else {}
            node = target
        if not isinstance(node, dict):
            return {}
        whole: Row = node
        for part in node.get("allOf", ()):
            more = self._resolved(part)
            inner = (more.get("properties") or {}) | (whole.get("properties") or {})
            whole = more | whole | {"properties": inner}
        return whole

    def _schema(self, raw: Any, depth: int) -> Row:
        node = self._resolved(raw)
        made = {key: node[key] for key in _KEPT if key in node}
        if _told(node):
            made["description"] = _told(node)
        inner = node.get("properties")
        if isinstance(inner, dict) and inner:
            if depth < _DEEPEST:
                made["properties"] = {
                    str(key): self._schema(one, depth + 1) for key, one in inner.items()
                }
                needed = node.get("required")
                made["required"] = needed if isinstance(needed, list) else []
            made["type"] = "object"
        elif isinstance(node.get("items"), dict) and depth < _DEEPEST:
            made |= {"type": "array", "items": self._schema(node["items"], depth + 1)}
        return made

    def _notes(self, raw: Any, name: str, path: str, depth: int) -> None:
        """Note what is declared of the inputs in a body."""
        node = self._resolved(raw)
        if path:
            self._note(node, (name, path))
        if depth < _DEEPEST:
            for key, one in (node.get("properties") or {}).items():
                self._notes(one, name, f"{path}.{key}" if path else str(key), depth + 1)
            if isinstance(node.get("items"), dict):
                self._notes(node["items"], name, f"{path}[]", depth + 1)

    def _note(self, node: Row, end: End) -> None:
        """Note which output lists the values of an input."""
        for key, *names in _LISTED:
            told = node.get(key)
            if isinstance(told, dict) and str(told.get("operationId")) in self._operations:
                operation = str(told["operationId"])
                parts = [told.get(name) for name in names]
                path = "/".join(one.strip("/$. ") for one in parts if isinstance(one, str))
                path = re.sub(r"[/.]+", ".", path).strip(".")
                if not self._answer(self._operations[operation]).get("properties"):
                    path = f"items.{path}"
                source = f"{self._service.name}.{operation}", path
                self._service.listed.append((source, (end[0], end[1].removesuffix("[]"))))


def _told(node: Row) -> str:
    """Say what a node is: its description, with the short title that users see before it."""
    title, text = (str(node.get(key) or "").strip() for key in ("x-ms-summary", "description"))
    text = text or str(node.get("summary") or "").strip()
    if title and title.lower().rstrip(".") not in text.lower():
        text = f"{title}. {text}" if text else title
    return re.sub(r"\s+", " ", text)[:_LONGEST]
