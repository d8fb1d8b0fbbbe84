"""`examples/python_tools`, `mcp` and `http`: tools of one's own as the world, by their commands."""

from __future__ import annotations

import json
import shutil
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from example_commands import EXAMPLES, commands, copied, follow
from toolmind.records import Trajectory
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline


def played(run: Path) -> list[Trajectory]:
    """Return the dialogues of a run of which all were kept."""
    with RunDir.view(run) as folder:
        decisions = folder.decisions()
        assert decisions and all(one.keep for one in decisions.values())
        return [item.trajectory for item in folder.finished()]


def test_the_example_runs_by_its_own_commands_and_a_seed_gives_the_same_worlds(
    tmp_path: Path,
) -> None:
    example = copied("python_tools", tmp_path)
    assert len(commands(example)) == 2
    assert len((example / "shop.py").read_text(encoding="utf-8").splitlines()) < 30
    follow(example)
    first = played(example / "runs" / "config")
    states = [one.final_state["orders"] for one in first if one.final_state]
    assert len(states) == 20 and len({json.dumps(state) for state in states}) > 15
    # One order of each shop was cancelled: in that dialogue, and in no other.
    for state in states:
        assert sorted(order["status"] for order in state.values()) == ["cancelled", "open", "open"]
    shutil.rmtree(example / "runs")
    follow(example)
    assert played(example / "runs" / "config") == first


def results(trajectory: Trajectory, name: str) -> list[Any]:
    """Return what the calls of a tool answered."""
    calls = {call.id: call.name for m in trajectory.messages for call in m.tool_calls}
    said = [m for m in trajectory.messages if m.role == "tool"]
    return [json.loads(m.content) for m in said if calls[m.tool_call_id] == name]


def test_an_mcp_server_is_a_world_in_which_books_are_lent(tmp_path: Path) -> None:
    example = copied("mcp", tmp_path)
    assert len((example / "server.py").read_text(encoding="utf-8").splitlines()) < 30
    follow(example)
    first = played(example / "runs" / "config")
    lent = [book["book_id"] for one in first for book in results(one, "lend_book")]
    assert lent and set(lent) <= {"B-101", "B-102", "B-103"}
    assert all(len(one.final_state["list_books"]["result"]) == 3 for one in first)


def test_a_service_is_a_world_from_which_items_are_removed(tmp_path: Path) -> None:
    example = copied("http", tmp_path)
    follow(example)
    for one in played(example / "runs" / "config"):
        gone = [item["item_id"] for item in results(one, "remove_item")]
        left = [item["item_id"] for item in one.final_state["list_items"]]
        assert sorted(gone + left) == ["I-11", "I-12"]


def test_the_practice_that_recordings_were_made_in_is_one_world_a_seed() -> None:
    spec = spec_from_file_location("practice", EXAMPLES / "python_tools" / "practice.py")
    assert spec and spec.loader
    module = sys.modules["practice"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    one, same, other = (module.Practice(seed) for seed in (3, 3, 4))
    assert vars(one) == vars(same) != vars(other)
    slot, animal = one.find_slots()[0], next(iter(one.animals))
    before = set(one.appointments)
    first = one.book_appointment(slot.slot_id, animal, "cough")
    one.cancel_appointment(first.appointment_id)
    again = one.book_appointment(slot.slot_id, animal, "ear")
    assert again.appointment_id not in {*before, first.appointment_id}
    assert [found.reason for found in one.list_appointments(animal)][-1] == "ear"
    with pytest.raises(module.Refused, match="taken"):
        one.book_appointment(slot.slot_id, animal, "ear")
