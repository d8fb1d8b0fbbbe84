"""A user's own check, judge, exporter, environment and scenario kind: one file each, end to end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgspec
import pytest
import yaml

from toolmind.config import RunConfig, load_config
from toolmind.errors import ConfigError
from toolmind.pipeline.run import run
from toolmind.records import Tool
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline

FILES = {
    "my_check": '''
from toolmind.checks.base import Finding, RuleCheck

class Brevity(RuleCheck):
    """Masks the turns that say more than `most` words."""

    name = "brevity"

    def __init__(self, most: int = 50) -> None:
        self.most = most

    def findings(self, context):
        for message in context.trajectory.messages:
            if message.role == "assistant" and len(message.content.split()) > self.most:
                yield Finding("too_long", f"over {self.most} words", message.id, (message.id,))
''',
    "my_judge": '''
from typing import Annotated
from toolmind.models.base import ChatModel, ChatRequest
from toolmind.plugins import Resource
from toolmind.records import Message, Verdict

class Opinion:
    """Asks a model for its opinion, and passes whatever it says."""

    name, version, scope = "opinion", "1", "trajectory"

    def __init__(self, model: Annotated[ChatModel, Resource("judge")], question: str) -> None:
        self.model, self.question = model, question

    async def verdicts(self, context):
        asked = Message(role="user", content=self.question)
        reply = await self.model.chat(ChatRequest(messages=(asked,)))
        return [
            Verdict(
                check=self.name, scope="trajectory", outcome="pass", source="judge",
                explanation=reply.message.content, model=self.model.name, score=0.5,
            )
        ]
''',
    "my_format": '''
import json
from toolmind.formats.base import ExportReport

class Lines:
    """Writes one line per trajectory: its id, and its messages up to `most`."""

    name = "lines"

    def __init__(self, most: int = 1000) -> None:
        self.most = most

    def export(self, rows, out_dir):
        out_dir.mkdir(parents=True, exist_ok=True)
        count = 0
        with (out_dir / "lines.jsonl").open("w") as file:
            for kept in rows:
                for path in kept.paths():
                    texts = [message.content for message in path.messages[: self.most]]
                    file.write(json.dumps({"id": path.id, "texts": texts}) + "\\n")
                count += 1
        return ExportReport(name=self.name, files=("lines.jsonl",), rows=count, trained_turns=count)

    def verify(self, out_dir, rows):
        written = [json.loads(line) for line in (out_dir / "lines.jsonl").read_text().splitlines()]
        assert [row["id"] for row in written] == [kept.trajectory.id for kept in rows]
        return len(written)
''',
    "my_environment": '''
import json
from toolmind.environments.base import EnvironmentProvider, ToolResult

class Counter(EnvironmentProvider):
    """Numbers the orders of a dialogue, from `first` on."""

    stateful = True
    log = []

    def __init__(self, first: int) -> None:
        self.first = first

    async def open(self):
        self.log.append("open")

    async def world(self, tools):
        return World(self.first)

    async def close(self):
        self.log.append("close")

class World:
    def __init__(self, first):
        self.next = first

    async def reset(self, scenario):
        self.clock = scenario.clock

    async def call(self, call):
        self.next += 1
        name = {"create_order": "order_id"}.get(call.name, "status")
        return ToolResult(content=json.dumps({name: f"ORD-{self.next}"}))

    async def state(self):
        return {"next": self.next}

    async def close(self):
        pass
''',
    "my_kind": '''
from toolmind.scenarios.kinds.base import Outline
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window

class Pair:
    """The first `calls` steps of a chain, brought up one after the other."""

    name = "pair"

    def __init__(self, calls: int = 2) -> None:
        self.calls = calls

    def plan(self, drawn, rng):
        chain = window(drawn, self.calls, self.calls, rng)
        return chain and Outline(
            kind=self.name, chain=chain, wanted=wanted(chain, drawn, rng), manner="gradually"
        )
''',
}

CONFIG = """
count: 6
chains: {min_length: 2, max_length: 3, min_score: 0.3}
scenarios:
  distractors: 0
  kinds: [{type: "my_kind:Pair", weight: 1, calls: 2}]
environment: {type: "my_environment:Counter", first: 100}
checks:
  use: [role_order, pairing, {type: "my_check:Brevity", most: 1}]
  judges: [{type: "my_judge:Opinion", model: embedded, question: "Is it good?"}]
  duplicates: {same_calls: false, similarity: 1.0}
export:
  formats: [{type: "my_format:Lines", most: 2}]
tools: {paths: [pool.jsonl]}
"""


def tool(name: str, takes: dict[str, str], gives: dict[str, str]) -> Tool:
    def schema(fields: dict[str, str]) -> dict[str, object]:
        described = {key: {"type": "string", "description": text} for key, text in fields.items()}
        return {"type": "object", "properties": described, "required": list(fields)}

    text = f"{name.replace('_', ' ').capitalize()} of the shop"
    return Tool(
        id=f"shop.{name}",
        name=name,
        description=text,
        parameters=schema(takes),
        returns=schema(gives),
        domain="shop",
    )


ORDER = {"order_id": "Identifier of the order"}
POOL = [
    tool("create_order", {"product": "Name of the product"}, ORDER),
    tool("get_order_status", ORDER, {"status": "Status of the order"}),
    tool("ship_order", ORDER, {"status": "Status of the shipment"}),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a user's files, a pool and a configuration."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(POOL))
    (tmp_path / "config.yaml").write_text(CONFIG)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def test_each_takes_its_settings_and_does_its_part(folder: Path) -> None:
    asyncio.run(run(load_config(folder / "config.yaml"), folder / "run"))

    with RunDir.view(folder / "run") as results:
        items = list(results.finished())
        verdicts = {index: results.verdicts.read(index) for index in results.verdicts}
        decisions = results.decisions()
    assert len(items) == 6
    assert {item.scenario.kind for item in items} == {"pair"}
    assert max(len(item.scenario.steps) for item in items) == 2
    assert {item.scenario.environment for item in items} == {"my_environment:Counter"}
    assert all(item.trajectory.final_state["next"] > 100 for item in items)
    assert all(item.trajectory.models["judge"] == "embedded" for item in items)
    opinions = [v for found in verdicts.values() for v in found if v.check == "opinion"]
    assert len(opinions) == 6
    assert {(v.model, v.score, v.source) for v in opinions} == {("embedded", 0.5, "judge")}
    said_at_length = [v for found in verdicts.values() for v in found if v.check == "brevity"]
    assert {v.code for v in said_at_length} == {"too_long"}
    assert all("brevity.too_long" in decision.masked.values() for decision in decisions.values())

    import my_environment

    assert my_environment.Counter.log == ["open", "close"]
    lines = (folder / "run/export/lines/lines.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == [
        item.trajectory.id for item in items if decisions[item.trajectory.index].keep
    ]
    assert rows
    assert {len(row["texts"]) for row in rows} == {2}


@pytest.mark.parametrize(
    ("section", "value", "message"),
    [
        ("export.formats", [{"type": "my_format:Lines", "mst": 2}], "did you mean 'most'"),
        ("export.formats", ["openay"], "did you mean 'openai'"),
        ("checks.use", [{"type": "my_check:Brevity", "most": "few"}], "most: .*integer"),
        ("checks.judges", ["my_judge:Opinion"], "'question' must be given"),
        (
            "checks.judges",
            [{"type": "my_judge:Opinion", "question": "?", "model": "teecher"}],
            "names the model 'teecher'",
        ),
        ("environment", {"type": "my_environment:Counter"}, "'first' must be given"),
        ("scenarios.kinds", [{"type": "my_kind:Pear", "weight": 1}], "my_kind:Pear"),
        ("environment", {"type": "my_environment:World"}, "it has no open, world"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_runs(
    folder: Path, section: str, value: object, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        asyncio.run(run(_with(folder, section, value), folder / "run"))
    assert not (folder / "run" / "scenarios.jsonl").exists()


def _with(folder: Path, section: str, value: object) -> RunConfig:
    return load_config(folder / "config.yaml", [f"{section}={yaml.safe_dump(value).strip()}"])
