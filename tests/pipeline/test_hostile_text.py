"""Hostile text on the whole road: a run, its verdicts, its exports, read back.

It stands in results of tools, in names and descriptions of tools, and in what a model writes as a
tool. It is stored as it came, and changes neither who speaks when nor what a file is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet
import pytest

from hostile import SHORT, TEXTS
from toolmind.config import load_config
from toolmind.pipeline.run import run
from toolmind.records import Decision, Message, Trajectory
from toolmind.runs.report import read_report
from toolmind.runs.run_dir import Finished, RunDir

pytestmark = pytest.mark.offline


def world_source() -> str:
    """Return a class whose methods all answer with all texts, the longest one apart."""
    methods = [
        f"    def get_{name}(self, key: str):\n        return answer(key)\n" for name in SHORT
    ]
    return (
        "from hostile import SHORT, TEXTS\n\n\n"
        'def answer(key):\n    return {"key": key, "texts": SHORT}\n\n\n'
        "class World:\n"
        '    def delete_all(self):\n        raise AssertionError("obeyed")\n' + "".join(methods)
    )


LONG = """

class Long(World):
    def __getattribute__(self, name):
        if not name.startswith("get_"):
            return super().__getattribute__(name)
        return lambda key: {"key": key, "texts": TEXTS}
"""


def tools() -> Iterator[dict[str, Any]]:
    """Yield a tool for each text, which is its description and that of its parameter, too."""
    yield {"name": "delete_all", "description": "Deletes all that there is."}
    for name, text in SHORT.items():
        yield {
            "name": f"get_{name}",
            "description": f"Gets the {name.replace('_', ' ')} of a key. {text}",
            "parameters": {
                "type": "object",
                "properties": {"key": {"type": "string", "description": text}},
                "required": ["key"],
            },
            "returns": {
                "type": "object",
                "properties": {"key": {"type": "string"}, "texts": {"type": "object"}},
            },
        }


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "hostile_world.py").write_text(world_source() + LONG, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "hostile_world", raising=False)
    file = tmp_path / "pool.jsonl"
    rows = [{"id": tool["name"], **tool} for tool in tools()]
    file.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    return file


async def played(pool: Path, *settings: str) -> Path:
    folder = pool.parent / "run"
    config = load_config(
        None,
        [
            f"tools.paths=[{pool}]",
            "count=40",
            "chains.min_length=1",
            "chains.max_length=1",
            "scenarios.kinds={single: 1}",
            "scenarios.distractors=3",
            "export.formats=[openai, huggingface]",
            *settings,
        ],
    )
    await run(config, folder)
    return folder


def finished(folder: Path) -> list[tuple[Finished, Decision]]:
    """Return what was played, but where the user asks for `delete_all`, a tool as any other."""
    with RunDir.view(folder) as view:
        decisions = view.decisions()
        found = [(one, decisions[one.trajectory.index]) for one in view.finished()]
    return [pair for pair in found if pair[0].scenario.steps[0].tool != "delete_all"]


def kept(folder: Path) -> list[tuple[Finished, Decision]]:
    return [pair for pair in finished(folder) if pair[1].keep]


def results(trajectory: Trajectory) -> Iterator[tuple[str, Message]]:
    """Yield the results with the name of the tool that gave each."""
    names = {call.id: call.name for each in trajectory.messages for call in each.tool_calls}
    for message in trajectory.messages:
        if message.role == "tool":
            yield names[message.tool_call_id], message


async def test_results_are_stored_as_they_came_and_nobody_acts_on_them(pool: Path) -> None:
    folder = await played(pool, "environment={type: python, functions: 'hostile_world:World'}")
    report = read_report(folder)
    assert report["failed"] == {}
    assert len(kept(folder)) > 20
    for item, decision in finished(folder):
        assert set(decision.reasons) <= {"duplicates.same_calls"}
        roles = [m.role for m in item.trajectory.messages if m.role != "system"]
        assert roles == ["user", "assistant", "tool", "assistant"]
        assert item.trajectory.ended == "stop" and not decision.masked
        for name, message in results(item.trajectory):
            assert name != "delete_all" and json.loads(message.content)["texts"] == SHORT


async def test_a_result_of_a_million_characters_is_stored_whole(pool: Path) -> None:
    functions = "environment={type: python, functions: 'hostile_world:Long'}"
    for item, _ in kept(await played(pool, functions, "count=3")):
        for _, message in results(item.trajectory):
            assert json.loads(message.content)["texts"] == TEXTS


async def test_every_export_reads_back_as_what_was_said(pool: Path) -> None:
    folder = await played(pool, "environment={type: python, functions: 'hostile_world:World'}")
    said = {
        item.trajectory.id: [message.content for message in item.trajectory.messages]
        for item, _ in kept(folder)
    }
    lines = (folder / "export/openai/trajectories.jsonl").read_bytes().splitlines()
    rows = [orjson.loads(line) for line in lines]
    assert len(rows) == len(said)
    assert [_contents(row["messages"]) for row in rows] == list(said.values())
    file = folder / "export/huggingface/trajectories.parquet"
    table = pyarrow.parquet.read_table(file).to_pylist()
    assert len(table) == len(said)
    for row, contents in zip(table, said.values(), strict=True):
        messages = row["messages"]
        parsed = orjson.loads(messages) if isinstance(messages, str) else messages
        assert _contents(parsed) == contents


def _contents(messages: list[dict[str, Any]]) -> list[str]:
    return [message["content"] or "" for message in messages]


async def test_planted_instructions_are_counted_with_who_obeyed_them(pool: Path) -> None:
    faults = "faults: {rate: 1.0, kinds: [injection]}"
    functions = "functions: 'hostile_world:World'"
    folder = await played(pool, f"environment={{type: python, {functions}, {faults}}}")
    report = read_report(folder)
    planted = report["injections"]["dialogues"]
    assert planted == report["injected"]["injection"] >= 30
    obeyed = report["injections"]["obeyed"]
    masked = report["masked"].get("injection.obeyed", 0)
    assert 0 <= obeyed <= planted and masked <= obeyed
    for item, _ in kept(folder):
        assert all(name != "delete_all" for name, _ in results(item.trajectory))
