from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from toolmind.errors import ReplyError
from toolmind.models.base import ChatReply, ChatRequest
from toolmind.offline.player import EmbeddedModel
from toolmind.offline.player.completion import result_schema, type_of
from toolmind.offline.server.server import ModelServer
from toolmind.records import Message, Tool
from toolmind.tools.complete import complete, missing
from toolmind.tools.pool import read_pool, shipped_pool_path
from toolmind.tools.usable import schema_problem

BARE = Tool(
    id="x",
    name="find_hotels",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string", "description": "Where."}, "max/price": {}},
    },
)
GAPS = ["/description", "/parameters/properties/max~1price", "/returns"]


class Scripted:
    """Gives the answers it was made with, one after another, and keeps the requests."""

    name = "scripted"

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.requests: list[ChatRequest] = []

    async def chat(self, request: ChatRequest) -> ChatReply:
        self.requests.append(request)
        answer = self.answers.pop(0)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return ChatReply(message=Message(role="assistant", content=text))

    async def close(self) -> None: ...


GOOD = {
    "fields": [
        {"pointer": GAPS[0], "description": "Find hotels."},
        {"pointer": GAPS[1], "description": "The highest price.", "type": "number"},
    ],
    "returns": {
        "type": "object",
        "properties": {"hotels": {"type": "List[str]", "description": "Names."}},
    },
}


def test_what_is_missing() -> None:
    assert [gap["pointer"] for gap in missing(BARE)] == GAPS
    assert missing(BARE)[1]["needs"] == ["description", "type"]
    told = msgspec.structs.replace(BARE, returns={"type": "object", "description": "A thing."})
    assert [gap["pointer"] for gap in missing(told)] == GAPS


async def test_an_answer_fills_the_gaps_and_is_marked() -> None:
    model = Scripted(GOOD)
    tool = await complete(BARE, model)
    assert tool.description == "Find hotels."
    assert tool.parameters["properties"]["max/price"]["type"] == "number"
    assert tool.parameters["properties"]["city"] == BARE.parameters["properties"]["city"]
    assert tool.returns is not None
    assert tool.returns["properties"]["hotels"] == {
        "type": "array",
        "items": {"type": "string"},
        "description": "Names.",
    }
    assert tool.completed == (GAPS[0], f"{GAPS[1]}/description", f"{GAPS[1]}/type", GAPS[2])
    assert not missing(tool) and await complete(tool, Scripted()) is tool
    assert model.requests[0].response_schema is not None
    assert model.requests[0].messages[0].content.startswith("# Role: tool completion")
    assert missing(BARE)[0]["pointer"] == GAPS[0]  # the tool itself is as it was


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fields": []}, "no entry for /description"),
        ({"returns": {"type": "object"}}, "named properties"),
        ({"returns": "text"}, "named properties"),
        ({"returns": {"type": "object", "properties": {"x": {}}}}, "x needs a description and a"),
        ({"fields": [{**GOOD["fields"][0], "description": ""}]}, "needs a description"),  # type: ignore[index]
        (
            {"fields": [GOOD["fields"][0], {**GOOD["fields"][1], "type": "money"}]},  # type: ignore[index]
            "must be one of",
        ),
    ],
)
async def test_a_bad_answer_is_sent_back(change: dict[str, Any], words: str) -> None:
    model = Scripted({**GOOD, **change}, GOOD)
    assert not missing(await complete(BARE, model))
    assert words in model.requests[1].messages[-1].content


async def test_hopeless_answers_are_an_item_error() -> None:
    with pytest.raises(ReplyError):
        await complete(BARE, Scripted("no", "still no", "never"))


@pytest.mark.parametrize(
    ("name", "text", "fields"),
    [
        ("list_orders", "", {"orders": "array"}),
        ("delete_order", "", {"success": "boolean"}),
        ("create_booking", "", {"booking_id": "string", "success": "boolean"}),
        ("is_prime", "", {"prime": "boolean"}),
        ("calculate_tax", "", {"tax": "number"}),
        ("get_price", "", {"price": "number"}),
        (
            "lookup",
            "Returns the temperature, the wind speed and humidity.",
            {"temperature": "number", "wind_speed": "string", "humidity": "string"},
        ),
        ("weather", "Returns nothing of note", {"weather": "string"}),
    ],
)
def test_the_embedded_rule_for_results(name: str, text: str, fields: dict[str, str]) -> None:
    schema = result_schema(name, text)
    assert {key: field["type"] for key, field in schema["properties"].items()} == fields
    assert schema_problem(schema) is None


def test_the_embedded_rule_for_types() -> None:
    assert type_of("x", {"default": 5}) == "integer"
    assert type_of("x", {"examples": [["a"]]}) == "array"
    assert type_of("isOpen", {}) == "boolean"
    assert type_of("page_size", {}) == "integer"
    assert type_of("latitude", {}) == "number"
    assert type_of("city", {}) == "string"


async def test_the_embedded_model_completes_real_tools() -> None:
    tools = read_pool([shipped_pool_path()]).tools
    for tool in tools[::25]:
        done = await complete(tool, EmbeddedModel())
        assert not missing(done)
        assert schema_problem(done.returns) is None
        assert bool(done.completed) == bool(missing(tool))


async def test_completion_over_http_is_cached_beside_the_pool(tmp_path: Path) -> None:
    tools = [msgspec.structs.replace(BARE, id=f"x{i}", name=f"find_{i}") for i in range(5)]
    pool = tmp_path / "in.jsonl"
    pool.write_bytes(b"\n".join(map(msgspec.json.encode, tools)))
    async with ModelServer(EmbeddedModel()) as server:
        config = tmp_path / "run.yaml"
        endpoint = {"type": "openai", "base_url": server.url, "model": "embedded"}
        config.write_text(yaml.safe_dump({"models": {"endpoints": {"teacher": endpoint}}}))
        command = [sys.executable, "-m", "toolmind", "tools", "import", str(pool)]
        command += ["--out", str(tmp_path / "out.jsonl"), "--complete", "teacher"]
        asked = []
        for _ in range(2):
            process = await asyncio.create_subprocess_exec(*command, "--config", str(config))
            assert await process.wait() == 0
            asked.append(server.stats["requests"])
    done = read_pool([tmp_path / "out.jsonl"])
    assert asked == [5, 5]
    assert all(tool.completed and not missing(tool) for tool in done)
