import json

import pytest

from toolmind.environments.http_request import build_request, is_operation
from toolmind.records import Tool


def operation(method="get", path="/pets", places=None, style=None, body=""):
    http = {"method": method, "path": path, "in": places or {}}
    http |= {"style": style} if style else {}
    http |= {"body": body} if body else {}
    return Tool(id="t", name="t", annotations={"http": http})


@pytest.mark.parametrize(
    ("style", "value", "query"),
    [  # the examples of OAS 3.1, 4.8.12.6
        ("", "blue", "color=blue"),
        ("", ["blue", "black", "brown"], "color=blue&color=black&color=brown"),
        ("", {"R": 100, "G": 200}, "R=100&G=200"),
        ("form", ["blue", "black", "brown"], "color=blue,black,brown"),
        ("form", {"R": 100, "G": 200}, "color=R,100,G,200"),
        ("spaceDelimited", ["blue", "black"], "color=blue%20black"),
        ("pipeDelimited", ["blue", "black"], "color=blue%7Cblack"),
        ("deepObject", {"R": 100, "G": {"x": [1, 2]}}, "color%5BR%5D=100&color%5BG%5D%5Bx%5D=1&"
         "color%5BG%5D%5Bx%5D=2"),
        ("json", {"R": 100}, "color=%7B%22R%22%3A100%7D"),
        ("form", ["a,b", "c&d"], "color=a%2Cb,c%26d"),
        ("", True, "color=true"),
        ("", None, "color="),
        ("", "é /?#", "color=%C3%A9%20%2F%3F%23"),
    ],
)  # fmt: skip
def test_a_query_is_written_in_the_style_of_the_parameter(style, value, query):
    tool = operation(places={"color": "query"}, style={"color": style} if style else None)
    assert build_request(tool, {"color": value}).target == f"/pets?{query}"


@pytest.mark.parametrize(
    ("style", "value", "path"),
    [
        ("", 7, "/pets/7"),
        ("", [3, 4], "/pets/3,4"),
        ("", {"a": 1, "b": 2}, "/pets/a,1,b,2"),
        ("simple*", {"a": 1, "b": 2}, "/pets/a=1,b=2"),
        ("label", [3, 4], "/pets/.3,4"),
        ("label*", [3, 4], "/pets/.3.4"),
        ("matrix", [3, 4], "/pets/;id=3,4"),
        ("matrix*", [3, 4], "/pets/;id=3;id=4"),
        ("", "a/../b?x", "/pets/a%2F..%2Fb%3Fx"),
    ],
)
def test_a_path_is_written_in_the_style_of_the_parameter(style, value, path):
    tool = operation(path="/pets/{id}", places={"id": "path"}, style={"id": style} if style else {})
    assert build_request(tool, {"id": value}).target == path


@pytest.mark.parametrize("value", ["", [], ".", ".."])
def test_an_argument_that_would_name_another_path_is_refused(value):
    with pytest.raises(ValueError, match="'id' stands in the path"):
        build_request(operation(path="/pets/{id}", places={"id": "path"}), {"id": value})


def test_what_has_another_name_there_is_sent_under_that():
    places = {"path_id": "path:id", "trace": "header:X-Trace", "s": "cookie:session", "id": "query"}
    tool = operation(path="/pets/{id}", places=places)
    sent = build_request(tool, {"path_id": 1, "trace": ["a", "b"], "s": "x y", "id": 2})
    assert sent.target == "/pets/1?id=2"
    assert sent.headers == {"X-Trace": "a,b", "Cookie": "session=x%20y"}


def test_bodies_of_every_kind():
    fields = {"name": "body", "tags": "body"}
    arguments = {"name": "Rex", "tags": ["a", "b"]}
    sent = build_request(operation("post", places=fields, body="json"), arguments)
    assert (sent.method, json.loads(sent.body)) == ("POST", arguments)
    assert sent.headers["Content-Type"] == "application/json"
    sent = build_request(operation("post", places=fields, body="form"), arguments)
    assert sent.body == b"name=Rex&tags=a&tags=b"
    sent = build_request(operation("post", places=fields, body="multipart"), arguments)
    assert sent.fields == {"name": "Rex", "tags": '["a","b"]'} and sent.body is None
    whole = {"body": "body:"}
    sent = build_request(operation("put", places=whole, body="json"), {"body": [1, 2]})
    assert json.loads(sent.body) == [1, 2]
    sent = build_request(operation("put", places=whole, body="text/plain"), {"body": "hi"})
    assert (sent.body, sent.headers) == (b"hi", {"Content-Type": "text/plain"})


def test_a_field_that_is_called_body_is_no_body():
    sent = build_request(operation("post", places={"body": "body"}, body="json"), {"body": "hi"})
    assert json.loads(sent.body) == {"body": "hi"}


def test_only_what_was_read_from_a_document_is_an_operation():
    assert is_operation(operation())
    assert not is_operation(Tool(id="t", name="t"))
