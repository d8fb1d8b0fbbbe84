"""The tool that a wish needs is not shown."""

from __future__ import annotations

from random import Random

from hypothesis import given

from drawn_chains import INDEXES, SEEDS, drawn
from toolmind.scenarios.kinds.no_tool import NoTool


@given(INDEXES, SEEDS)
def test_the_one_tool_needed_is_not_shown(index: int, seed: int) -> None:
    made = NoTool().plan(drawn(index), Random(seed))
    assert made
    assert (made.kind, made.hidden, len(made.chain.tools)) == ("no_tool", made.chain.tools, 1)
