"""Simulations of tau2, of which the assistant sees its own side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from toolmind.datasets.files import Row, read_rows
from toolmind.datasets.forms import FORMS, form_of

FORM = FORMS["tau2"]


def simulation(reward: float) -> dict[str, Any]:
    look = {"id": "c1", "name": "get_order", "arguments": {"id": "W1"}, "requestor": "assistant"}
    own = {"id": "u1", "name": "toggle_wifi", "arguments": {}, "requestor": "user"}
    return {
        "id": "x",
        "task_id": "7",
        "termination_reason": "user_stop",
        "reward_info": {"reward": reward},
        "messages": [
            {"role": "assistant", "content": "Hi!", "tool_calls": None},
            {"role": "user", "content": "Where is W1?"},
            {"role": "assistant", "content": None, "tool_calls": [look]},
            {"role": "tool", "id": "c1", "content": "{}", "requestor": "assistant"},
            {"role": "assistant", "content": "Switch your wifi off."},
            {"role": "user", "content": None, "tool_calls": [own]},
            {"role": "tool", "id": "u1", "content": "off", "requestor": "user"},
            {"role": "user", "content": "Done."},
        ],
    }


def test_the_assistants_side_is_the_dialogue() -> None:
    row = simulation(1.0)
    assert form_of(row) is FORM
    read = FORM.dialogue(row)
    roles = ["user", "assistant", "tool", "assistant", "user"]
    assert [one.role for one in read.messages] == roles
    [call] = read.messages[1].tool_calls
    assert (call.name, call.parsed()) == ("get_order", {"id": "W1"})
    assert read.messages[2].tool_call_id == call.id
    assert read.learnt == {1, 3}
    assert FORM.dialogue(simulation(0.0)).learnt == frozenset()


def test_a_results_file_lists_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "retail.json"
    results = {"info": {}, "tasks": [], "simulations": [simulation(1.0), simulation(0.0)]}
    path.write_text(json.dumps(results, indent=2))
    rows = [row for row in read_rows(path) if isinstance(row, Row)]
    assert [(row.number, form_of(row.value)) for row in rows] == [(1, FORM), (2, FORM)]
    path.write_text(json.dumps({"simulations": 3, "messages": []}))
    assert len(list(read_rows(path))) == 1, "a row of its own that has such a key"
