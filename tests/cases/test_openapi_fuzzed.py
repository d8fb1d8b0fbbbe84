"""Case A26: whatever stands in an API document, nothing crashes and no unusable tool is left."""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.tools.importer import import_tools
from toolmind.tools.pool import read_pool
from toolmind.tools.sources.openapi import OpenApiSource

PET = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "integer", "format": "int64", "minimum": 1},
        "kind": {"enum": ["cat", "dog"], "default": "cat"},
        "parent": {"$ref": "#/components/schemas/Pet"},
        "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}},
    },
}
CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1.0"},
    "servers": [{"url": "https://pets.example.com/v1"}],
    "paths": {
        "/pets/{id}": {
            "parameters": [ID],
            "get": {"operationId": "getPet", "responses": {"200": {"content": CONTENT}}},
            "put": {
                "summary": "Change a pet",
                "requestBody": {"content": CONTENT, "required": True},
                "responses": {"204": {"description": "Done."}, "default": {"content": CONTENT}},
            },
        },
    },
    "components": {
        "schemas": {
            "Pet": PET,
            "Any": {
                "oneOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "null"}],
                "discriminator": {"propertyName": "kind"},
            },
        }
    },
}

REFERENCES = st.sampled_from(
    ["#/components/schemas/Pet", "#/components/schemas/Any", "#", "#/no", "https://x.example/a"]
).map(lambda target: {"$ref": target})
ODD = st.one_of(
    REFERENCES,
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("a/^[]$é ", max_size=4),
    st.lists(REFERENCES | st.none(), max_size=2),
    st.dictionaries(st.sampled_from(["type", "properties", "anyOf", "a"]), REFERENCES | st.none()),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    for key, child in inner:
        below = isinstance(child, dict | list)
        found += places(child, (*path, key)) if below else [(*path, key)]
    return found


PLACES = [path for path in places(DOCUMENT) if path != ("openapi",)]


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=3))
def test_a26_odd_things_anywhere_in_a_document(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(DOCUMENT)
    for path, odd in changes:
        node: Any = document
        for step in path[:-1]:
            inside = isinstance(node, dict) and step in node
            inside = inside or (isinstance(node, list) and isinstance(step, int))
            node = node[step] if inside and (isinstance(node, dict) or step < len(node)) else None
        if isinstance(node, dict) and isinstance(path[-1], str):
            node[path[-1]] = odd
    assert imported(document, "api.json") == imported(document, "api.yaml")


def imported(document: Any, name: str) -> Any:
    """Return what comes of a document: its tools and counts, or that it has none."""
    with TemporaryDirectory() as folder:
        file, pool = Path(folder) / name, Path(folder) / "pool.jsonl"
        text = (
            json.dumps(document)
            if name.endswith("json")
            else yaml.safe_dump(document, sort_keys=False)
        )
        file.write_text(text, encoding="utf-8")
        try:
            report = asyncio.run(import_tools([OpenApiSource(str(file))], pool))
            tools = list(read_pool([pool], strict=True))
        except DataError as error:
            return str(error).replace(str(file), "FILE").replace(folder, "FOLDER")
        return [(tool.name, tool.parameters, tool.returns) for tool in tools], report.set_aside
