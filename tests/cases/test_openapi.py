"""API documents as public reports have them: the folder of each case holds its input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toolmind.records import Tool
from toolmind.tools.importer import ImportReport, import_tools
from toolmind.tools.pool import ToolPool, read_pool
from toolmind.tools.sources.choose import choose_source

CASES = Path(__file__).parent


async def imported(tmp_path: Path, file: str) -> tuple[ToolPool, ImportReport]:
    pool = tmp_path / "pool.jsonl"
    report = await import_tools([choose_source(str(CASES / file))], pool)
    return read_pool([pool], strict=True), report


async def one(tmp_path: Path, file: str) -> Tool:
    pool, _ = await imported(tmp_path, file)
    (tool,) = pool
    return tool


def fields(tool: Tool) -> dict[str, Any]:
    return dict(tool.parameters["properties"])


async def test_a07_paths_that_are_a_reference(tmp_path: Path) -> None:
    tool = await one(tmp_path, "A07/api.yaml")
    assert tool.name == "route" and tool.parameters["required"] == ["origin"]
    assert fields(tool) == {"origin": {"type": "string", "description": "Where from."}}


async def test_a08_yaml_is_read_as_1_2(tmp_path: Path) -> None:
    tool = await one(tmp_path, "A08/api.yaml")
    known = {
        name: (field.get("enum"), field.get("default")) for name, field in fields(tool).items()
    }
    assert known == {
        "country": (["DE", "FR", "NO", "SE"], None),
        "power": (["on", "off"], "on"),
        "y": (None, 10),
        "start": (None, "12:30"),
        "version": (["1.9", "1.10"], "1.10"),
        "day": (None, "2024-01-02"),
    }
    assert tool.returns is not None and set(tool.returns["properties"]) == {"on", "no"}


async def test_a09_pointers_in_odd_places_and_siblings_of_3_1(tmp_path: Path) -> None:
    pool, _ = await imported(tmp_path, "A09/api.yaml")
    get, post = pool
    assert fields(get)["kind"]["enum"] == ["x", "y"]
    assert fields(get)["order"] == {
        "type": "string",
        "enum": ["asc", "desc"],
        "default": "desc",
        "description": "Order.",
    }
    assert list(fields(post)) == ["name", "next"] and post.parameters["required"] == ["name"]


async def test_a10_an_operation_that_is_a_reference(tmp_path: Path) -> None:
    tool = await one(tmp_path, "A10/api.yaml")
    assert (tool.name, tool.description) == ("account_get", "Get the account.")
    assert tool.parameters["required"] == ["verbose"]
    assert tool.returns is not None and "email" in tool.returns["properties"]


async def test_a11_a_document_is_told_by_its_keys_wherever_they_stand(tmp_path: Path) -> None:
    text = (CASES / "A11/swagger.json").read_bytes()
    assert text.index(b'"swagger"') > 4096
    pool, report = await imported(tmp_path, "A11/swagger.json")
    assert len(pool) == report.read > 0 and all("http" in tool.annotations for tool in pool)


async def test_a12_one_document_is_one_service_whatever_its_tags(tmp_path: Path) -> None:
    pool, report = await imported(tmp_path, "A12/merge.json")
    names = {"getAuthorizationAPIGroup", "getRbacAuthorizationAPIGroup"}
    assert {tool.name for tool in pool} == names
    assert (report.exact, report.near) == (0, 0)


async def test_a20_an_error_is_no_result_of_a_success(tmp_path: Path) -> None:
    pool, _ = await imported(tmp_path, "A20/api.yaml")
    delete, get = sorted(pool, key=lambda tool: tool.name)
    assert delete.name == "deletePet" and delete.returns is None
    assert get.returns is not None and get.returns["required"] == ["id", "name"]


async def test_a21_headers_of_the_transport_are_no_parameters(tmp_path: Path) -> None:
    tool = await one(tmp_path, "A21/api.yaml")
    assert list(fields(tool)) == ["limit"] and "required" not in tool.parameters
    assert tool.annotations["http"]["in"] == {"limit": "query"}


async def test_a23_read_only_and_write_only_at_every_depth(tmp_path: Path) -> None:
    tool = await one(tmp_path, "A23/api.yaml")
    assert list(fields(tool)) == ["email", "password", "address"]
    assert tool.parameters["required"] == ["email", "password", "address"]
    assert list(fields(tool)["address"]["properties"]) == ["street"]
    assert fields(tool)["address"]["required"] == ["street"]
    assert tool.returns is not None
    assert list(tool.returns["properties"]) == ["id", "email", "address"]
    assert tool.returns["required"] == ["id", "email", "address"]
    assert list(tool.returns["properties"]["address"]["properties"]) == ["street", "geo_id"]


async def test_a24_references_in_a_list_of_items(tmp_path: Path) -> None:
    pool, report = await imported(tmp_path, "A24/api.json")
    (tool,) = pool
    assert tool.returns is not None and not report.repairs
    message = {"type": "object", "properties": {"text": {"type": "string"}}}
    assert tool.returns["properties"]["latest"] == {"anyOf": [message, {"type": "null"}]}


async def test_a25_references_to_odd_places(tmp_path: Path) -> None:
    pool, report = await imported(tmp_path, "A25/fastmcp.json")
    (tool,) = pool
    assert report.set_aside == {"bad-reference": 1}
    assert "https://api.example.org" in (tmp_path / "pool.set-aside.jsonl").read_text()
    assert list(fields(tool)) == ["guid", "body_guid", "name", "ref", "limits"]
    assert fields(tool)["guid"]["format"] == "uuid" and fields(tool)["name"]["maxLength"] == 255
    assert tool.annotations["http"]["in"]["ref"] == "body:$ref"
