"""Dialogues that a strong model played: what the rules say of them, and the road that they take."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.pipeline.recorded import RECORDED, recorded_run
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import Rejection, RunDir

WRONG = {("t000008", "coverage.missing_look_up")}
"""What a rule holds against a right dialogue: the car that nobody wanted any more."""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("recorded") / "run"
    asyncio.run(run(recorded_run(place), place))
    return place


@pytest.mark.offline
def test_no_right_turn_is_masked_and_no_right_dialogue_dropped_but_for_what_is_known(
    out: Path,
) -> None:
    with RunDir.view(out) as folder:
        found = {
            (f"t{index:06d}", reason)
            for index, decision in folder.decisions().items()
            for reason in (*decision.reasons, *decision.masked.values())
        }
    assert found == WRONG


@pytest.mark.offline
def test_what_they_are(out: Path) -> None:
    with RunDir.view(out) as folder:
        items = list(folder.finished())
        kept = {index for index, decision in folder.decisions().items() if decision.keep}
    assert len(items) == 47 and len({item.scenario.kind for item in items}) == 14
    calls = [
        sum(len(message.tool_calls) for message in item.trajectory.messages)
        for item in items
        if item.trajectory.index in kept
    ]
    assert sum(calls) / len(calls) > 3
    worlds = Counter(item.scenario.environment for item in items)
    assert worlds == {"simulated": 28, "python": 14, "mcp": 5}
    turns = [m for item in items for m in item.trajectory.messages if m.role == "assistant"]
    assert all(turn.reasoning for turn in turns)
    assert Counter(item.trajectory.models["assistant"] for item in items) == {"strong model": 47}
    exported = (out / "export" / "openai" / "trajectories.jsonl").read_text().splitlines()
    assert len(exported) == len(kept)
    assert all(json.loads(line)["tools"] for line in exported)


@pytest.mark.offline
def test_it_goes_on_where_it_was_and_takes_no_other_folder(out: Path, tmp_path: Path) -> None:
    before = (out / "trajectories.jsonl").read_bytes()
    asyncio.run(run(recorded_run(out), out))
    assert (out / "trajectories.jsonl").read_bytes() == before
    other = tmp_path / "other"
    config = recorded_run(other)
    with RunDir(other) as folder:
        folder.open({"of": "another"}, config.model_dump(mode="json"), fresh=True)
        folder.rejected.append(0, Rejection(stage="scenario", code="x", explanation=""))
    with pytest.raises(RunError):
        recorded_run(other)


def test_what_they_are_is_said_beside_them() -> None:
    text = (RECORDED / "README.md").read_text(encoding="utf-8")
    assert "Attribution-ShareAlike 4.0" in text
