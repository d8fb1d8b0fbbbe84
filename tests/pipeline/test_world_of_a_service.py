"""A stateful HTTP service that others wrote, by its own OpenAPI document, end to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from real_worlds import TODOS, WORLDS, answered, play, todo_settings

pytestmark = pytest.mark.offline

COUNT = 12
_DOCUMENT = "import json; from fastapi_todo_list.main import app; print(json.dumps(app.openapi()))"


def document(folder: Path) -> Path:
    """Return the file of the OpenAPI document that the service writes of itself."""
    told = subprocess.run(
        [sys.executable, "-c", _DOCUMENT],
        cwd=folder,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(WORLDS)},
    )
    (folder / "api.json").write_bytes(told.stdout)
    return folder / "api.json"


def test_a_list_of_things_to_do(tmp_path: Path) -> None:
    played = play(tmp_path, f"openapi:{document(tmp_path)}", todo_settings(), COUNT)
    assert len(played.kept) >= 0.8 * COUNT
    assert played.known("todo_id") <= {"1", "2", "3"}
    everything = "get_all_todos_todos_all_get"
    for scenario, trajectory in played.kept:
        begun = {todo["id"]: todo["title"] for todo in scenario.initial_state[everything]}
        assert sorted(begun.values()) == sorted(title for title, _ in TODOS)
        for call, said in answered(trajectory):
            assert said.status == "ok", said.content
            arguments, answer = call.parsed(), json.loads(said.content)
            if call.name == "create_todo_todos_post":
                begun[answer["id"]] = arguments["title"]
            elif call.name.startswith("delete_todo"):
                del begun[arguments["todo_id"]]
            elif call.name.startswith("update_todo"):
                begun[arguments["todo_id"]] = answer["title"]
        ended = {todo["id"]: todo["title"] for todo in trajectory.final_state[everything]}
        assert ended == begun
