"""References in documents: on their way, across files, and where they lead nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.tools.sources.references import Node, References


def root(document: Any, base: str = "file:///a/api.json") -> Node:
    return References(document, base).root


def look(document: Any, reference: str) -> Any:
    node = root(document)
    return node.references.lookup(reference, node.base).value


def escaped(key: str) -> str:
    from urllib.parse import quote

    return quote(key.replace("~", "~0").replace("/", "~1"), safe="~")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_every_place_can_be_pointed_at(keys: list[str]) -> None:
    document: Any = "here"
    for key in reversed(keys):
        document = {key: document}
    assert look(document, "#/" + "/".join(map(escaped, keys))) == "here"


def test_pointers_that_are_not_encoded_and_items_of_lists() -> None:
    document = {"a b": {"%20": [1, {"~1": 2}]}}
    assert look(document, "#/a b/%20/0") == 1
    assert look(document, "#/a%20b/%2520/1/~01") == 2
    assert look(document, "#") == document


def test_references_on_the_way_are_followed(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/all.json").write_text(json.dumps({"Pet": {"$ref": "my pet.yaml#/x"}}))
    (tmp_path / "parts/my pet.yaml").write_text("x: {y: {$ref: ../top.json}}")
    (tmp_path / "top.json").write_text('{"z": 3}')
    document = {"components": {"schemas": {"$ref": "parts/all.json"}}}
    node = root(document, (tmp_path / "api.json").as_uri())
    found = node.references.lookup("#/components/schemas/Pet/y/z", node.base)
    assert found.value == 3 and found.base.endswith("/top.json")


def test_what_stands_beside_a_reference() -> None:
    parts = {"p": {"name": "a", "description": "theirs"}}
    beside = {"$ref": "#/parts/p", "description": "ours", "name": "b"}
    node = root({"parts": parts, "x": beside}).get("x")
    assert node.value == {"name": "a", "description": "ours"}
    whole = root({"parts": parts, "x": beside})
    whole = whole._replace(value=beside).followed(siblings=True)
    assert whole.value == {"name": "b", "description": "ours"}


def test_references_beside_a_reference_stay_relative_to_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/path.yaml").write_text("{get: {a: 1}}")
    (tmp_path / "post.yaml").write_text("{b: 2}")
    item = {"$ref": "in/path.yaml", "post": {"$ref": "post.yaml"}}
    node = root({"x": item}, (tmp_path / "api.json").as_uri())
    found = node._replace(value=item).followed(siblings=True)
    assert found.get("get").value == {"a": 1} and found.get("post").value == {"b": 2}


def test_a_property_called_ref_is_no_reference() -> None:
    assert root({"x": {"$ref": {"type": "string"}}}).get("x").value == {"$ref": {"type": "string"}}


def test_schemas_that_name_themselves() -> None:
    document = {
        "a": {"$id": "https://x.example/s/one", "$defs": {"deep": {"$anchor": "here", "n": 1}}},
        "b": {"$id": "https://x.example/s/two#", "n": 2},
    }
    references = root(document).references
    assert look(document, "#here") == {"$anchor": "here", "n": 1}
    one = references.identified("https://x.example/s/one#/$defs/deep/n")
    assert one is not None and one.value == 1
    two = references.identified("https://x.example/s/two")
    assert two is not None and two.value["n"] == 2
    assert references.identified("https://x.example/s/three") is None


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("#/a/gone", "leads nowhere"),
        ("#/list/7", "leads nowhere"),
        ("#/list/x", "leads nowhere"),
        ("#gone", "leads nowhere"),
        ("gone.yaml", "no such file"),
        ("script.py", "neither JSON nor YAML"),
        ("https://x.example/a.json", "on another host"),
    ],
)
def test_what_leads_nowhere(tmp_path: Path, reference: str, words: str) -> None:
    node = root({"a": {}, "list": [1]}, (tmp_path / "api.json").as_uri())
    with pytest.raises(DataError, match=words) as caught:
        node.references.lookup(reference, node.base)
    assert reference in str(caught.value)


def test_circles_end() -> None:
    with pytest.raises(DataError, match="circle"):
        root({"a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}}).get("a")
    with pytest.raises(DataError, match="circle"):
        root({"a": {"$ref": "#/a/b"}}).get("a")
