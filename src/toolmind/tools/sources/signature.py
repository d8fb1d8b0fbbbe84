"""The parameters of one API operation, gathered into one object schema."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from toolmind.errors import DataError
from toolmind.records import Schema
from toolmind.tools.constraints import CONSTRAINTS
from toolmind.tools.names import safe_key
from toolmind.tools.sources.inline import Inlined, inline
from toolmind.tools.sources.references import Node
from toolmind.tools.sources.styles import style_of

_BODIES = {
    "application/json": "json",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
}
"""The kinds of body that have fields, and what they are called in the `http` annotation."""

_BESIDE_NAME = CONSTRAINTS.union(("type", "items"))
"""The keywords of a schema that Swagger 2 writes beside a parameter's name."""

_TRANSPORT = ("accept", "content-type", "authorization")
"""Headers that are no parameters, whoever declares them (OAS 3.0.4 and 3.1.1, 4.8.12.2.1)."""

_FLAT = frozenset(
    "type properties required description title example examples additionalProperties "
    "nullable readOnly writeOnly deprecated minProperties".split()
)
"""What a body may say and still be given field by field."""


class Signature:
    """Gathers parameters and body.

    `places` says where each goes: ``query``, or ``query:filter[name]`` where it has another name
    there; ``body:`` is the body itself. `styles` says how each is written, where not as its place
    has it (see `styles`). `lost` counts the constraints that were cut.
    """

    def __init__(self, siblings: bool, secrets: frozenset[tuple[str, str]]) -> None:
        self.siblings, self.secrets = siblings, secrets
        self.properties: dict[str, Any] = {}
        self.required: list[str] = []
        self.places: dict[str, str] = {}
        self.styles: dict[str, str] = {}
        self.body = ""
        self.lost = 0

    def add_parameters(self, parameters: Sequence[Node], path: str) -> None:
        """Add what stands in path, query, header and cookie; later ones override earlier.

        What the path names and nobody declares is a required text.

        Raises:
            DataError: one of them is no parameter, or its reference cannot be followed.
        """
        found: dict[tuple[str, str], Node] = {}
        for parameter in parameters:
            name, place = parameter.text("name"), parameter.text("in")
            if not name or not place:
                raise DataError("a parameter without a name or a place", field="parameters")
            found[place, name] = parameter
        for (place, name), parameter in found.items():
            if place == "body":
                schema = parameter._replace(value=parameter.mapping.get("schema"))
                self._add_body(parameter, schema, "json")
            elif not self._is_transport(place, name):
                self.body = "form" if place == "formData" else self.body
                needed = place == "path" or parameter.mapping.get("required") is True
                key = self._add(name, self._parameter(parameter), place, needed)
                if style := style_of(parameter, place):
                    self.styles[key] = style
        self._add_undeclared(path, [name for place, name in found if place == "path"])

    def add_body(self, body: Node) -> None:
        """Add the request body of OpenAPI 3, under its fields' own names where it has any.

        Raises:
            DataError: a reference in it cannot be followed.
        """
        content = body.get("content")
        kinds = list(content.mapping)
        kind = next((k for wanted in _BODIES for k in kinds if k.startswith(wanted)), None)
        kind = kind or next((k for k in kinds if "json" in k), next(iter(kinds), None))
        if kind is not None:
            name = _BODIES.get(kind.partition(";")[0], "json" if "json" in kind else kind)
            media = content.get(kind)
            self._add_body(body, media._replace(value=media.mapping.get("schema")), name)

    def schema(self) -> Schema:
        """Return the object schema of all parameters."""
        result: Schema = {"type": "object", "properties": self.properties}
        return {**result, "required": self.required} if self.required else result

    def _add_undeclared(self, path: str, declared: Sequence[str]) -> None:
        """Add what a path names and nobody declares; ``petId`` declares ``{petID}``, too."""
        named = list(dict.fromkeys(re.findall(r"\{([^{}]+)\}", path)))
        unused = {_bare(name): name for name in declared if name not in named}
        for name in named:
            meant = unused.pop(_bare(name), None)
            if name in declared:
                continue
            if meant is None:
                self._add(name, {"type": "string"}, "path", True)
            else:
                key = next(key for key, to in self.places.items() if _goes_to(key, to, meant))
                self.places[key] = f"path:{name}"

    def _is_transport(self, place: str, name: str) -> bool:
        """Say whether whoever makes the call fills in a parameter, not who asks for it."""
        lower = name.lower()
        return (place == "header" and lower in _TRANSPORT) or (place, lower) in self.secrets

    def _add_body(self, body: Node, schema: Node, kind: str) -> None:
        self.body = kind
        needed = body.mapping.get("required") is True
        found: Schema = {} if kind in _BODIES.values() else {"type": "string"}
        if schema.value is not None:
            found = self._inlined(inline(schema, siblings=self.siblings, hidden="readOnly"))
        fields = found.get("properties")
        if not isinstance(fields, dict) or not fields or not _is_flat(found):
            text = first_text(body.text("description"), "The request body.")
            key = self._add("body", {"description": text, **found}, "body", needed)
            self.places[key] = "body:"
            return
        must = found.get("required")
        for name, field in fields.items():
            wanted = needed and isinstance(must, list) and name in must
            self._add(name, field, "body", wanted)

    def _parameter(self, parameter: Node) -> Schema:
        schema = parameter._replace(value=parameter.mapping.get("schema"))
        if schema.value is None and parameter.mapping.get("content") is not None:
            media = media_of(parameter.get("content"))
            schema = media._replace(value=media.mapping.get("schema"))
        if schema.value is None:
            beside = {k: item for k, item in parameter.mapping.items() if k in _BESIDE_NAME}
            schema = parameter._replace(value=beside)
        found = self._inlined(inline(schema, siblings=self.siblings, hidden="readOnly"))
        found = {**_examples(parameter), **found}
        text = parameter.text("description")
        return {**found, "description": text} if text else found

    def _inlined(self, found: Inlined) -> Schema:
        self.lost += found.lost
        return found.schema

    def _add(self, name: str, schema: Any, place: str, needed: bool) -> str:
        """Add a property; return the name that it has."""
        key = safe_key(name)
        if key in self.properties:
            key = safe_key(f"{place}_{name}")
        while key in self.properties:
            key += "_"
        self.properties[key] = schema if isinstance(schema, dict) else {}
        self.places[key] = place if key == name else f"{place}:{name}"
        if needed:
            self.required.append(key)
        return key


def media_of(content: Node) -> Node:
    """Return the media type of a content that tells most: JSON, else the first."""
    kinds = sorted(content.mapping, key=lambda kind: ("json" not in kind, kind))
    return content.get(kinds[0]) if kinds else content._replace(value=None)


def first_text(*values: str) -> str:
    """Return the first text that says something, else an empty one."""
    return next((value for value in values if value.strip()), "")


def _is_flat(schema: Schema) -> bool:
    """Say whether nothing is lost of a body whose fields are given one by one."""
    least = schema.get("minProperties", 0)
    required = schema.get("required")
    implied = len(required) if isinstance(required, list) else 0
    return (
        schema.keys() <= _FLAT
        and not isinstance(schema.get("additionalProperties"), dict)
        and (not isinstance(least, int) or least <= implied)
    )


def _examples(parameter: Node) -> Schema:
    """Return the examples that stand beside a parameter's schema."""
    if "example" in parameter.mapping:
        return {"example": parameter.mapping["example"]}
    try:
        named = parameter.get("examples")
        values = [
            example.followed().mapping["value"]
            for _, example in named.items()
            if "value" in example.followed().mapping
        ]
    except DataError:  # of an example that is not there nobody is the poorer
        return {}
    return {"examples": values} if values else {}


def _bare(name: str) -> str:
    return re.sub(r"[\s_-]", "", name.lower())


def _goes_to(key: str, place: str, name: str) -> bool:
    """Say whether a parameter is the one of this name in the path."""
    return place == f"path:{name}" or (place == "path" and key == name)
