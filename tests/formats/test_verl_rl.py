"""A task of verl: the prompt, the ground truth of a rule, and the agent that plays it."""

from __future__ import annotations

from pathlib import Path

import orjson

from toolmind.formats.chat_format import read_file
from toolmind.formats.verl_rl import VerlRLExporter
from trainer_rows import parallel


def test_a_row_is_a_task(tmp_path: Path) -> None:
    report = VerlRLExporter().export([parallel()], tmp_path)
    assert (report.rows, report.trained_turns) == (1, 0)
    (row,) = read_file(tmp_path / "tasks.parquet")
    assert [message["role"] for message in row["prompt"]] == ["system", "user"]
    assert row["reward_model"]["style"] == "rule"
    assert len(orjson.loads(row["reward_model"]["ground_truth"])) == 2
    assert row["agent_name"] == "tool_agent"
