from __future__ import annotations

from pathlib import Path

from toolmind.tools.undeclared import how_to_complete


def test_the_command_names_all_pools_and_a_new_one_beside_the_first() -> None:
    told = how_to_complete([Path("my pools/a.jsonl.gz"), Path("b.jsonl")], "c.yaml")
    command = (
        "toolmind tools import 'my pools/a.jsonl.gz' b.jsonl --out 'my pools/a-completed.jsonl'"
    )
    assert f"`{command} --complete embedded`" in told
    assert "--complete ENDPOINT --config c.yaml" in told and "a-completed.jsonl under" in told
