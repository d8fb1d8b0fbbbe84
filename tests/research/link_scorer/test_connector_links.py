"""Links mined from the files of connectors, by the command that a user runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[3] / "research/link_scorer" / "connector_links.py"


def connector(thing: str) -> dict[str, Any]:
    """Return a file that declares operations on boards or the like, and on cards."""

    def listing(name: str) -> dict[str, Any]:
        fields = {"id": {"type": "string"}, "colour": {"type": "string"}}
        return {
            "operationId": f"List{name}s",
            "responses": {
                "200": {"schema": {"type": "array", "items": {"$ref": f"#/definitions/{name}"}}}
            },
            "fields": {"type": "object", "properties": fields},
        }

    things, cards = listing(thing.capitalize()), listing("Card")
    listed = {"operationId": things["operationId"], "value-path": "id"}
    card = {"operationId": "ListCards", "itemValuePath": "id"}
    body = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string"},
            "previous": {"type": "string", "x-ms-dynamic-list": card},
        },
    }
    where = {
        "name": thing,
        "in": "query",
        "required": True,
        "type": "string",
        "x-ms-summary": f"The {thing}",
        "x-ms-dynamic-values": listed,
    }
    return {
        "paths": {
            f"/{thing}s": {"get": things},
            "/cards": {
                "get": cards,
                "post": {
                    "operationId": "AddCard",
                    "parameters": [where, {"name": "body", "in": "body", "schema": body}],
                },
            },
        },
        "definitions": {thing.capitalize(): things.pop("fields"), "Card": cards.pop("fields")},
    }


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("connectors")
    for thing in ("board", "list"):
        file = folder / "source" / "certified" / thing / "apiDefinition.swagger.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(connector(thing)))
    (file.parent / "apiDefinition.old.json").write_text("no JSON")
    command = [sys.executable, str(SCRIPT), str(folder / "out"), str(folder / "source")]
    subprocess.run(command, check=True, capture_output=True)
    return {
        path.stem: [json.loads(line) for line in path.read_text().splitlines()]
        for path in (folder / "out").iterdir()
    }


def ends(rows: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    return {tuple(row[end] for end in ("src", "src_output", "dst", "dst_input")) for row in rows}


def test_what_an_operation_lists_for_a_parameter_is_a_link(mined):
    assert ends(mined["links"]) == {
        ("board.ListBoards", "items.id", "board.AddCard", "board"),
        ("board.ListCards", "items.id", "board.AddCard", "previous"),
        ("list.ListLists", "items.id", "list.AddCard", "list"),
        ("list.ListCards", "items.id", "list.AddCard", "previous"),
    }


def test_other_outputs_and_other_services_are_no_links(mined):
    negatives = ends(mined["negatives"])
    assert not negatives & ends(mined["links"])
    assert ("board.ListBoards", "items.id", "board.AddCard", "previous") in negatives
    assert ("board.ListBoards", "items[].colour", "board.AddCard", "board") in negatives
    assert any(src.split(".")[0] != dst.split(".")[0] for src, _, dst, _ in negatives)


def test_a_function_has_what_its_operation_declares(mined):
    functions = {row["id"]: row for row in mined["functions"]}
    taken = functions["board.AddCard"]["parameters"]
    assert taken["properties"]["board"] == {"type": "string", "description": "The board"}
    assert taken["required"] == ["board", "title"]
    listed = functions["board.ListBoards"]["returns"]["properties"]["items"]
    assert set(listed["items"]["properties"]) == {"id", "colour"}
