"""A server that dies takes its dialogue with it, which is owed: the next start plays it."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from toolmind.config import load_config
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import RunDir

pytestmark = pytest.mark.offline

SERVER = Path(__file__).parents[1] / "environments" / "mcp_notes_server.py"
TOOL = {
    "id": "notes.die",
    "name": "die",
    "description": "Read the last note.",
    "domain": "notes",
    "annotations": {"readOnlyHint": True},
}


async def test_the_dialogues_of_a_server_that_died_are_played_by_the_next_start(
    tmp_path: Path,
) -> None:
    mended = tmp_path / "server.py"
    mended.write_text(SERVER.read_text())
    (tmp_path / "pool.jsonl").write_text(json.dumps(TOOL) + "\n")
    config = {
        "count": 2,
        "tools": {"paths": [str(tmp_path / "pool.jsonl")]},
        "scenarios": {"kinds": {"single": 1}},
        "environment": {
            "type": "mcp",
            "server": f"{shlex.quote(sys.executable)} {mended}",
            "look": [],
        },
        "checks": {"duplicates": {"same_calls": False, "similarity": 1}},
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    await run(load_config(tmp_path / "config.json"), tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        codes = [folder.rejected.read(index).code for index in folder.rejected]
        assert codes == ["environment.server_gone"] * 2
        assert len(folder.scenarios) == 2
    mended.write_text(mended.read_text().replace("sys.exit(3)", "return text('milk')"))
    await run(load_config(tmp_path / "config.json"), tmp_path / "run")
    with RunDir.view(tmp_path / "run") as folder:
        assert len(folder.rejected) == 0
        assert [one.keep for one in folder.decisions().values()] == [True, True]
