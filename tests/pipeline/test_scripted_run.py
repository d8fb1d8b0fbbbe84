"""The whole road, without the offline room: an endpoint with a script plays every role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest

from graph_tools import shop_tools
from scripted import blocks
from scripted_server import ScriptedServer, completion, serving
from toolmind.checks.judges.trajectory import CRITERIA
from toolmind.config import RunConfig, load_config
from toolmind.graph.graph import load_graph
from toolmind.pipeline.run import run
from toolmind.runs.report import read_report
from toolmind.runs.run_dir import RunDir

COUNT = 6
ROLES = ("scenario", "user", "assistant", "tool", "judge", "validator")


def value(name: str) -> str:
    """Every field of that name has this value, in all dialogues."""
    return f"{name.replace('_', '-')}-4711"


def story(chain: dict[str, dict[str, Any]], sorts: dict[str, Any]) -> dict[str, Any]:
    steps = {key: {"goal": f"use {_spoken(step['tool'])}"} for key, step in chain.items()}
    for key, step in chain.items():
        if wanted := step["person gives"]:
            steps[key] |= {"known": {p: {"value": value(p), "spoken": ""} for p in wanted}}
        if meant := step.get("meant"):
            steps[key] |= {"meant": dict.fromkeys(meant, "the usual one")}
    texts = dict.fromkeys(("occupation", "background", "style", "intent"), "To have it done.")
    lists: dict[str, Any] = {part: [] for part in ("unknown", "constraints", "acceptance")}
    records = {sort: [{name: value(name) for name in fields}] for sort, fields in sorts.items()}
    told = {**texts, "steps": steps, **lists} | ({"records": records} if records else {})
    return {"story": told}


def _spoken(tool: str) -> str:
    return tool.replace("_", "-")


def speak(brief: dict[str, Any], seen: list[dict[str, Any]]) -> str:
    if any(message["role"] == "assistant" for message in seen):
        return "Thanks. ###STOP###"
    told = [f"{wish['wish']} with {wish['you know']}." for wish in brief["wishes"]]
    return "Please " + " Then ".join(told)


def assist(messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> dict[str, Any]:
    """Call the next tool that the user named, or say that all is done."""
    offered = {_spoken(tool["function"]["name"]): tool["function"] for tool in tools}
    named = re.findall(r"use ([\w-]+)", next(m["content"] for m in messages if m["role"] == "user"))
    called = sum(len(message.get("tool_calls") or ()) for message in messages)
    if called == len(named):
        return completion("All is done.")
    needed = offered[named[called]]["parameters"]["required"]
    arguments = {name: value(name) for name in needed}
    name = offered[named[called]]["name"]
    return completion(None, calls=[(name, orjson.dumps(arguments).decode())])


def answer(body: dict[str, Any], _: object) -> dict[str, Any]:
    first, *rest = body["messages"]
    told = blocks(first["content"])
    if "Chain" in told:
        said: Any = story(told["Chain"], told["Records"])
    elif "Brief" in told:
        return completion(speak(told["Brief"], rest))
    elif "Story" in told:
        asked = [blocks(message["content"]) for message in rest if message["role"] == "user"]
        shown = {each["Tool"]["name"]: each["Tool"] for each in asked if "returns" in each["Tool"]}
        returns = shown[asked[-1]["Call"]["name"]]["returns"]
        said = {name.removesuffix("?"): value(name.removesuffix("?")) for name in returns}
    elif "Dialogue" in told:
        right = {"explanation": "fine", "verdict": 1, "reason": "ok"}
        met = {"explanation": "fine", **dict.fromkeys(CRITERIA, 1), "severity": "none", "turns": []}
        said = dict.fromkeys(told["Turns"], right) if "Turns" in told else met
    else:
        return assist(body["messages"], body["tools"])
    return completion(orjson.dumps(said).decode())


@pytest.fixture
async def endpoint() -> AsyncIterator[ScriptedServer]:
    server = ScriptedServer()
    server.script = [answer]
    async with serving(server):
        yield server


def configuration(endpoint: ScriptedServer, folder: Path, *more: str) -> RunConfig:
    noise = "See https://shop.test/docs for more details. Returns 404 if it is not there."
    tools = [
        msgspec.structs.replace(tool, description=f"{tool.description}. {noise}")
        for tool in shop_tools()
        if tool.returns
    ]
    (folder / "pool.jsonl").write_bytes(b"".join(msgspec.json.encode(t) + b"\n" for t in tools))
    return load_config(
        None,
        [
            f"count={COUNT}",
            f"tools.paths=[{folder / 'pool.jsonl'}]",
            "chains={min_length: 2, max_length: 3}",
            "scenarios={kinds: {multi_step: 1}, distractors: 2}",
            "environment.type=simulated",
            "checks.use=[role_order, pairing, known_tool, arguments, grounding, coverage]",
            f"models.endpoints.it={{type: openai, base_url: '{endpoint.base_url}', model: m}}",
            *(f"models.{role}=it" for role in ROLES),
            "graph.validated=false",
            *more,
        ],
    )


async def test_a_run_is_played_kept_exported_and_not_made_twice(
    endpoint: ScriptedServer, tmp_path: Path
) -> None:
    config = configuration(endpoint, tmp_path)
    await run(config, tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        items = list(folder.finished())
        assert [*folder.rejected] == []
        decisions = folder.decisions().values()
        spent = folder.usage()
    # The script says the same again of a chain that was walked before.
    reasons = [reason for decision in decisions for reason in decision.reasons]
    assert all(reason.startswith("duplicates.") for reason in reasons)
    for item in items:
        calls = [c.name for m in item.trajectory.messages for c in m.tool_calls]
        assert calls == [step.tool.partition(".")[2] for step in item.scenario.steps]
        assert item.trajectory.models["assistant"] == "m"
    assert {role for role, usage in spent.items() if usage.requests} == set(ROLES) - {"validator"}
    assert sum(usage.requests for usage in spent.values()) == endpoint.count
    rows = (tmp_path / "run/export/openai/trajectories.jsonl").read_bytes().splitlines()
    assert len(rows) == sum(decision.keep for decision in decisions) > COUNT / 2
    sent = {orjson.dumps(body["tools"]) for body in endpoint.bodies if "tools" in body}
    assert {orjson.dumps(orjson.loads(row)["tools"]) for row in rows} <= sent, "as they were shown"
    assert not any(b"shop.test/docs" in row for row in rows)
    await run(config, tmp_path / "run")
    assert sum(usage.requests for usage in spent.values()) == endpoint.count


REASON = "nobody wants this"


def choosy(rejects: int) -> Any:
    """Answer as ever, but reject the first chains that are shown of each item."""
    rejected: Counter[str] = Counter()

    def answered(body: dict[str, Any], request: object) -> dict[str, Any]:
        told = blocks(body["messages"][0]["content"])
        if "Chain" in told:
            person = told["Situation"]["person"]
            rejected[person] += 1
            if rejected[person] <= rejects:
                return completion(orjson.dumps({"story": {"reject": REASON}}).decode())
        return answer(body, request)

    return answered


async def test_a_rejected_chain_makes_room_for_another_and_is_counted(
    endpoint: ScriptedServer, tmp_path: Path
) -> None:
    endpoint.script = [choosy(2)]
    await run(configuration(endpoint, tmp_path), tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        scenarios = [item.scenario for item in folder.finished()]
    assert len(scenarios) == COUNT
    assert all(one.rejected == (REASON, REASON) for one in scenarios)
    assert all(one.chain.id.startswith("reserve-") for one in scenarios)
    report = read_report(tmp_path / "run")
    assert report["rejected_chains"] == {REASON: 2 * COUNT}
    refused = {link for one in scenarios for link in one.rejected_links}
    assert set(report["rejected_links"]) == {f"{a}.{b} → {c}.{d}" for a, b, c, d in refused}
    assert refused


async def test_an_item_of_which_all_chains_are_rejected_fails_and_says_why(
    endpoint: ScriptedServer, tmp_path: Path
) -> None:
    endpoint.script = [choosy(3)]
    await run(configuration(endpoint, tmp_path, "scenarios.rejections=2"), tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        failed = [folder.rejected.read(index) for index in folder.rejected]
    assert len(failed) == COUNT
    assert {one.code for one in failed} == {"chain.rejected"}
    assert failed[0].explanation.split(" / ") == [REASON] * 3


def strict(refused: str) -> Any:
    """Answer as ever, and judge links: those into one tool are refused."""

    def answered(body: dict[str, Any], request: object) -> dict[str, Any]:
        told = blocks(body["messages"][0]["content"])
        if "Targets" not in told:
            return answer(body, request)
        verdicts = [
            {"target": one["name"], "coherence": 9, "reason": "so"}
            | {"transitivity": [1 if one["name"] == refused else 9] * len(one["links"])}
            for one in told["Targets"]
        ]
        return completion(orjson.dumps({"verdicts": verdicts}).decode())

    return answered


async def test_links_of_a_large_graph_are_judged_as_they_are_used_once_and_counted(
    endpoint: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("toolmind.pipeline.prepare._MOST_JUDGED", 0)
    config = configuration(endpoint, tmp_path, "graph.validated=auto")
    endpoint.script = [strict("")]
    await run(config, tmp_path / "all")
    with RunDir.view(tmp_path / "all") as folder:
        assert not load_graph(folder.path / "graph.npz").validated
        reached = {x.tool for item in folder.finished() for x in item.scenario.steps if x.links}
    name = min(reached)
    endpoint.script = [strict(name.partition(".")[2])]
    await run(config, tmp_path / "run")
    report = read_report(tmp_path / "run")
    assert report["judged_links"]["refused"] == sum(report["refused_links"].values()) > 0
    assert all(f" → {name}." in link for link in report["refused_links"])
    assert report["usage"]["validator"]["requests"] > 0
    with RunDir.view(tmp_path / "run") as folder:
        scenarios = [item.scenario for item in folder.finished()]
        lines = folder.links.read_bytes().splitlines()
        judged = {msgspec.json.decode(line)["key"] for line in lines}
    assert len(scenarios) == COUNT
    assert all(step.tool != name or not step.links for one in scenarios for step in one.steps)
    assert len(judged) == len(lines) == sum(report["judged_links"].values())
    asked = endpoint.count
    await run(config, tmp_path / "run")
    assert endpoint.count == asked
