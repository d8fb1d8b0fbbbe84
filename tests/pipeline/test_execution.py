"""Calls of a run made again in a class that others wrote: true as recorded, and with faults."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from real_worlds import CLASSES, MARKET_NAMES, play
from toolmind.config import RunConfig
from toolmind.pipeline.check_out import check_out
from toolmind.runs.checked import read_checked

WORLD = {"type": "python", "functions": "real_worlds:market", "known": MARKET_NAMES}
CONFIG = {"checks": {"use": ["execution"], "judges": []}, "environment": WORLD}
COUNT = 60
WRITES = frozenset(
    "place_order cancel_order add_to_watchlist remove_stock_from_watchlist fund_account".split()
)


def verdicts(run: Path, out: Path) -> dict[str, list[tuple[str, str]]]:
    """Check a run; return what execution says of each dialogue."""
    asyncio.run(check_out([run], out, RunConfig.model_validate(CONFIG)))
    rows = list(read_checked(out))
    assert not any("error" in why for row in rows for why in row.reasons)
    return {row.id: [(one.code, one.explanation) for one in row.verdicts] for row in rows}


def planted(run: Path, to: Path, change: Callable[[dict[str, Any]], bool]) -> set[str]:
    """Copy a run with a change in its dialogues; return the ids of those that have it."""
    shutil.copytree(run, to)
    file, names = to / "trajectories.jsonl", set()
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    for line in lines:
        if change(line["item"]):
            names.add(line["item"]["id"])
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return names


def a_write(played: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the first message that makes a write alone, with its result, where it succeeded."""
    for turn, answer in pairwise(played["messages"]):
        names = [one["name"] for one in turn.get("tool_calls", ())]
        if len(names) == 1 and names[0] in WRITES and answer.get("status") == "ok":
            return (turn, answer) if not answer.get("code") else None
    return None


def other_result(played: dict[str, Any]) -> bool:
    if not (found := a_write(played)):
        return False
    found[1]["content"] = json.dumps({"status": "all is well", "id": 99})
    return True


def dropped_write(played: dict[str, Any]) -> bool:
    if not (found := a_write(played)):
        return False
    played["messages"] = [one for one in played["messages"] if one not in found]
    played["final_state"] = {}
    return True


def other_state(played: dict[str, Any]) -> bool:
    played["final_state"]["account_info"]["balance"] += 1
    return True


@pytest.mark.offline
def test_a_run_comes_true_and_planted_faults_do_not(tmp_path: Path) -> None:
    run = tmp_path / "run"
    played = play(tmp_path, f"python:{CLASSES}.trading_bot:TradingBot", WORLD, COUNT)
    assert len(played.kept) == COUNT
    assert not any(verdicts(run, tmp_path / "true").values())
    for change in (other_result, other_state):
        copy = tmp_path / change.__name__
        faulty = planted(run, copy, change)
        found = verdicts(copy, tmp_path / f"out-{change.__name__}")
        assert len(faulty) >= 8, faulty
        assert {name for name, said in found.items() if said} == faulty
        assert {code for said in found.values() for code, _ in said} == {change.__name__}
    faulty = planted(run, tmp_path / "dropped", dropped_write)
    found = verdicts(tmp_path / "dropped", tmp_path / "out-dropped")
    told = {name for name in faulty if found[name]}
    assert len(told) >= 0.8 * len(faulty)  # of others the plan does not say enough
    assert not any(said for name, said in found.items() if name not in faulty)
