import base64
import json
import re

from mcp.types import (
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    TextContent,
    TextResourceContents,
)

from toolmind.environments.mcp_answer import read_answer


def text(value):
    return TextContent(type="text", text=value)


def read(*content, pattern=None, **more):
    result = read_answer(CallToolResult(content=list(content), **more), pattern)
    return result.status, json.loads(result.content)


def test_what_is_structured_comes_first_then_json_then_text():
    assert read(text("see"), structured_content={"a": 1}) == ("ok", {"a": 1})
    assert read(text('{"a": [1]}')) == ("ok", {"a": [1]})
    assert read(text("{'a': 1}")) == ("ok", "{'a': 1}")
    assert read(text("1"), text("two")) == ("ok", [1, "two"])
    assert read() == ("ok", {"status": "success"})


def test_what_is_no_text_is_told_by_type_and_size():
    data = base64.b64encode(b"x" * 300).decode()
    image = ImageContent(type="image", data=data, mime_type="image/png")
    status, told = read(image)
    assert (status, told) == ("ok", {"type": "image", "mimeType": "image/png", "bytes": 300})
    inside = TextResourceContents(uri="notes://1", text="milk")
    assert read(EmbeddedResource(type="resource", resource=inside)) == ("ok", "milk")


def test_an_error_is_told_in_the_servers_words():
    said = {"error": {"code": "tool_error", "message": "no\nway"}}
    assert read(text("no"), text("way"), is_error=True) == ("error", said)
    assert read(is_error=True)[1]["error"]["message"] == "the tool says that it failed"


def test_a_text_that_begins_as_errors_do_is_one():
    pattern = re.compile("Error")
    assert read(text("Error: x"), pattern=pattern)[0] == "error"
    assert read(text("no Error"), pattern=pattern)[0] == "ok"
