"""What the player answers as a tool: a run in which it plays the tools is one in which rules do."""

import asyncio

import orjson
import pytest

from toolmind.config import load_config
from toolmind.pipeline.run import run


@pytest.mark.parametrize("seed", [0, 1])
def test_it_makes_the_same_data_as_the_rules(tmp_path, seed):
    made = []
    for kind in ("schema", "simulated"):
        overrides = [
            f"environment.type={kind}",
            f"seed={seed}",
            "count=12",
            "export.formats=[openai]",
        ]
        asyncio.run(run(load_config(None, overrides), tmp_path / kind))
        lines = (tmp_path / kind / "export/openai/trajectories.jsonl").read_bytes().splitlines()
        made.append([orjson.loads(line) for line in lines])
    by_rule, by_model = made
    told = {"environment", "models"}
    for rows, player in ((by_rule, ""), (by_model, "tool=embedded")):
        assert all(player in row["metadata"]["models"] for row in rows)
        for row in rows:
            row["metadata"] = {k: v for k, v in row["metadata"].items() if k not in told}
    assert by_rule == by_model != []
