"""A run in which a model plays the tools is the run in which rules do."""

import asyncio

import pytest

from toolmind.config import load_config
from toolmind.pipeline.run import run


@pytest.mark.parametrize("seed", [0, 1])
def test_the_embedded_model_as_tool_makes_the_same_data_as_the_rules(tmp_path, seed):
    made = []
    for kind in ("schema", "simulated"):
        overrides = [
            f"environment.type={kind}",
            f"seed={seed}",
            "count=12",
            "export.formats=[openai]",
        ]
        asyncio.run(run(load_config(None, overrides), tmp_path / kind))
        made.append((tmp_path / kind / "export/openai/trajectories.jsonl").read_bytes())
    assert made[0] == made[1] != b""
