from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from scripted import ScriptedModel, blocks
from toolmind.errors import ReplyError
from toolmind.records import Tool
from toolmind.tools.complete import complete, missing
from toolmind.tools.pool import read_pool

BARE = Tool(
    id="x",
    name="find_hotels",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string", "description": "Where."}, "max/price": {}},
    },
)
GAPS = ["/description", "/parameters/properties/max~1price", "/returns"]


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


NO_TYPE = {"pointer": GAPS[1], "description": "The highest price."}
DEEP: dict[str, Any] = {"type": "string", "description": "."}
for _ in range(120):
    DEEP = {"type": "array", "description": ".", "items": DEEP}


@pytest.mark.parametrize(
    "returns",
    [
        {"type": "string", "description": "The name."},
        {"type": "array", "items": {"type": "string"}, "description": "Names."},
        {"type": "object", "additionalProperties": {"type": "number"}},
        {"enum": ["a", "b"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
    ],
)
async def test_a_result_need_not_be_an_object(returns: dict[str, Any]) -> None:
    tool = await complete(BARE, ScriptedModel({**GOOD, "returns": returns}))
    assert tool.returns is not None and returns.items() <= tool.returns.items()
    assert not missing(tool)


def test_what_is_missing() -> None:
    assert [gap["pointer"] for gap in missing(BARE)] == GAPS
    assert missing(BARE)[1]["needs"] == ["description", "type"]
    told = msgspec.structs.replace(BARE, returns={"type": "object", "description": "A thing."})
    assert [gap["pointer"] for gap in missing(told)] == GAPS


async def test_an_answer_fills_the_gaps_and_is_marked() -> None:
    model = ScriptedModel(GOOD)
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
    assert not missing(tool) and await complete(tool, ScriptedModel()) is tool
    assert model.requests[0].response_schema is not None
    assert [gap["pointer"] for gap in blocks(model.prompts[0])["Missing"]] == GAPS
    assert missing(BARE)[0]["pointer"] == GAPS[0]  # the tool itself is as it was


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fields": []}, "no entry for /description"),
        ({"returns": {"type": "object"}}, "named properties"),
        ({"returns": "text"}, "returns: "),
        ({"returns": {"type": "object", "properties": {}}}, "named properties"),
        ({"returns": {"type": "object", "properties": {"x": {}}}}, "x needs a description and a"),
        ({"returns": {"type": "array", "items": {}}}, "named properties"),
        ({"returns": {"$ref": "#/$defs/none"}}, "is no JSON Schema with named properties"),
        ({"returns": {"properties": {"x": DEEP}}}, "nested deeper than"),
        ({"fields": [GOOD["fields"][0], {**NO_TYPE}]}, f"{GAPS[1]} needs a type"),  # type: ignore[index]
        ({"fields": [{**GOOD["fields"][0], "description": ""}]}, "needs a description"),  # type: ignore[index]
        (
            {"fields": [GOOD["fields"][0], {**GOOD["fields"][1], "type": "money"}]},  # type: ignore[index]
            'fields[1].type: "money" is not one of',
        ),
    ],
)
async def test_a_bad_answer_is_sent_back(change: dict[str, Any], words: str) -> None:
    model = ScriptedModel({**GOOD, **change}, GOOD)
    assert not missing(await complete(BARE, model))
    assert words in model.requests[1].messages[-1].content


async def test_all_gaps_are_told_at_once() -> None:
    model = ScriptedModel({"fields": []}, GOOD)
    await complete(BARE, model)
    told = model.requests[1].messages[-1].content
    assert all(pointer in told for pointer in GAPS[:2]) and "`returns`" in told


async def test_hopeless_answers_are_an_item_error() -> None:
    with pytest.raises(ReplyError):
        await complete(BARE, ScriptedModel("no", "still no", "never"))


@pytest.mark.offline
async def test_completion_over_http_is_cached_beside_the_pool(tmp_path: Path, double: Any) -> None:
    tools = [msgspec.structs.replace(BARE, id=f"x{i}", name=f"find_{i}") for i in range(5)]
    pool = tmp_path / "in.jsonl"
    pool.write_bytes(b"\n".join(map(msgspec.json.encode, tools)))
    async with double() as server:
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
