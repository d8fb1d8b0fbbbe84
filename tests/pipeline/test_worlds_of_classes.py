"""Two stateful classes that others wrote, as worlds, end to end (`bfcl-eval`'s API classes)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import real_worlds
from real_worlds import CLASSES, FILE_NAMES, MARKET_NAMES, Played, answered, play
from toolmind.environments.python_values import world_state

pytestmark = pytest.mark.offline

COUNT = 30


def check_states(played: Played, factory: Any, known: dict[str, Any]) -> None:
    """Hold what is recorded against a world of one's own on which the same calls are made."""
    for scenario, trajectory in played.kept:
        world = factory()
        assert scenario.initial_state == {**world_state(world), "known": known}
        for call, said in answered(trajectory):
            getattr(world, call.name)(**call.parsed())
            assert said.status == "ok", said.content
        assert trajectory.final_state == world_state(world)


def test_a_file_system(tmp_path: Path) -> None:
    environment = {"type": "python", "functions": "real_worlds:files", "known": FILE_NAMES}
    source = f"python:{CLASSES}.gorilla_file_system:GorillaFileSystem"
    played = play(tmp_path, source, environment, COUNT)
    assert len(played.kept) >= 0.8 * COUNT
    check_states(played, real_worlds.files, FILE_NAMES)
    there = {*real_worlds.FILES, "/"}
    made = {"touch", "mkdir"}
    for scenario in played.scenarios:
        for step in scenario.steps:
            if step.tool.rpartition(".")[2] not in made:
                named = {v for k, v in step.known.items() if k in ("file_name", "source", "folder")}
                assert named <= there, step
    changed = [t for s, t in played.kept if t.final_state["root"] != s.initial_state["root"]]
    assert changed


def test_a_broker(tmp_path: Path) -> None:
    environment = {"type": "python", "functions": "real_worlds:market", "known": MARKET_NAMES}
    source = f"python:{CLASSES}.trading_bot:TradingBot"
    played = play(tmp_path, source, environment, COUNT)
    assert len(played.kept) >= 0.8 * COUNT
    check_states(played, real_worlds.market, MARKET_NAMES)
    assert played.known("order_id") <= {str(key) for key, _ in real_worlds.ORDERS}
    stocks = set(played.kept[0][0].initial_state["stocks"])
    assert played.known("symbol", "stock") <= stocks
    orders = [t.final_state["orders"] for _, t in played.kept]
    assert any(order["status"] == "Cancelled" for book in orders for order in book.values())
