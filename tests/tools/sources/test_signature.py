"""What the parameters of an operation become: never a tool without them."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.errors import DataError
from toolmind.tools.sources.references import References
from toolmind.tools.sources.signature import Signature

TEXT = {"type": "string"}


def signature(
    parameters: Any = (),
    body: Any = None,
    path: str = "/a",
    parts: Any = None,
    secrets: frozenset[tuple[str, str]] = frozenset(),
) -> Signature:
    document = {"op": {"parameters": list(parameters), "requestBody": body}, "parts": parts}
    op = References(document, "file:///a/api.json").root.get("op")
    found = Signature(siblings=False, secrets=secrets)
    found.add_parameters(op.listed("parameters"), path)
    found.add_body(op.get("requestBody"))
    return found


def query(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": TEXT, **more}


def json_body(schema: Any, **more: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}, **more}


def test_what_the_path_names_is_required_whoever_declares_it() -> None:
    found = signature([{"name": "b", "in": "path"}, query("a")], path="/x/{a}/{b}.{c}/{c}")
    assert found.schema() == {
        "type": "object",
        "properties": {"b": {}, "a": TEXT, "path_a": TEXT, "c": TEXT},
        "required": ["b", "path_a", "c"],
    }
    assert found.places == {"b": "path", "a": "query", "path_a": "path:a", "c": "path"}


def test_a_path_may_spell_a_declared_name_in_another_way() -> None:
    declared = [{"name": name, "in": "path"} for name in ("petId", "filter[b]", "own")]
    found = signature(declared, path="/x/{petID}/{Filter[B]}/{own}/{OWN}")
    assert found.required == ["petId", "filter_b", "own", "OWN"]
    assert found.places == {
        "petId": "path:petID",
        "filter_b": "path:Filter[B]",
        "own": "path",
        "OWN": "path",
    }


def test_headers_of_the_transport_and_secrets_are_left_out() -> None:
    names = ["Accept", "content-type", "AUTHORIZATION", "X-Key", "X-Trace", "Accept-Language"]
    headers = [{**query(name), "in": "header", "required": True} for name in names]
    found = signature(headers, secrets=frozenset({("header", "x-key")}))
    assert found.required == ["X-Trace", "Accept-Language"]
    assert list(signature([query("accept")]).properties) == ["accept"]


def test_names_that_endpoints_refuse_are_made_safe_with_the_way_back() -> None:
    found = signature(
        [query("filter[name]"), query("$select"), query("filter_name"), query("城市")]
    )
    assert found.places == {
        "filter_name": "query:filter[name]",
        "select": "query:$select",
        "query_filter_name": "query:filter_name",
        "城市": "query",
    }


@pytest.mark.parametrize(
    "bad", [None, "x", {}, {"name": "a"}, {"in": "query"}, {"$ref": "#/parts"}]
)
def test_what_is_no_parameter_is_not_passed_over(bad: Any) -> None:
    with pytest.raises(DataError, match="without a name or a place"):
        signature([bad], parts={})


def test_references_in_the_place_of_parameters_media_types_and_examples() -> None:
    parts = {
        "limit": {**query("limit"), "examples": {"few": {"$ref": "#/parts/few"}, "x": {}}},
        "few": {"value": "5"},
        "content": {"application/json": {"$ref": "#/parts/media"}},
        "media": {"schema": {"$ref": "#/parts/schema"}},
        "schema": {"type": "object", "properties": {"a": TEXT}, "required": ["a"]},
        "body": {"required": True, "content": {"$ref": "#/parts/content"}},
    }
    found = signature([{"$ref": "#/parts/limit"}], {"$ref": "#/parts/body"}, parts=parts)
    assert found.properties == {"limit": {**TEXT, "examples": ["5"]}, "a": TEXT}
    assert found.required == ["a"]
    gone = {**query("a"), "examples": {"$ref": "#/gone"}}
    assert signature([gone]).properties == {"a": TEXT}


def test_every_limit_that_swagger_2_writes_beside_the_name() -> None:
    limits = {
        "type": "array",
        "items": {"type": "integer", "exclusiveMinimum": True, "minimum": 0},
        "minItems": 1,
        "maxItems": 3,
        "uniqueItems": True,
        "default": [1],
    }
    number = {"type": "number", "maximum": 3, "exclusiveMaximum": True, "multipleOf": 0.5}
    found = signature(
        [{"name": "a", "in": "query", **limits}, {"name": "b", "in": "formData", **number}]
    )
    assert found.properties == {"a": limits, "b": number} and found.body == "form"


OBJECT = {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "required": ["a"]}


@pytest.mark.parametrize(
    "more",
    [
        {"minProperties": 2},
        {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"additionalProperties": {"type": "integer", "minimum": 1}},
        {"dependentRequired": {"a": ["b"]}},
        {"patternProperties": {"^x": TEXT}},
        {"default": {"a": "x"}},
    ],
)
def test_a_body_that_says_more_than_its_fields_stays_whole(more: Any) -> None:
    found = signature(body=json_body({**OBJECT, **more}, required=True))
    assert found.properties["body"] == {"description": "The request body.", **OBJECT, **more}
    assert found.required == ["body"] and found.places == {"body": "body:"}


@pytest.mark.parametrize("more", [{}, {"minProperties": 1}, {"additionalProperties": False}])
def test_a_body_that_says_no_more_is_given_field_by_field(more: Any) -> None:
    found = signature(body=json_body({**OBJECT, **more}, required=True))
    assert found.properties == {"a": TEXT, "b": TEXT} and found.required == ["a"]
    assert signature(body=json_body(OBJECT)).required == []


@pytest.mark.parametrize(
    ("content", "schema", "kind"),
    [
        ({"application/octet-stream": {}}, {"type": "string"}, "application/octet-stream"),
        ({"text/plain": {"schema": {"maxLength": 3}}}, {"maxLength": 3}, "text/plain"),
        ({"application/json": {}}, {}, "json"),
        ({"text/csv": {}, "application/vnd.api+json": {}}, {}, "json"),
        ({"text/csv": {}, "multipart/form-data": {}}, {}, "multipart"),
    ],
)
def test_a_body_without_fields_is_a_parameter_too(content: Any, schema: Any, kind: str) -> None:
    found = signature(body={"content": content, "required": True, "description": "It."})
    assert found.properties == {"body": {"description": "It.", **schema}}
    assert (found.required, found.body) == (["body"], kind)


def test_no_body_is_none() -> None:
    assert signature().schema() == {"type": "object", "properties": {}}
    assert signature(body={"content": {}}).body == ""
