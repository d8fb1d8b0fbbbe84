"""Nothing is to be called."""

from __future__ import annotations

from drawn_chains import outlines
from toolmind.scenarios.kinds.no_tool_needed import NoToolNeeded


def test_tools_are_shown_and_no_step_is_expected() -> None:
    made = outlines(NoToolNeeded())
    assert all(not one.chain.tools and one.beside and one.demand for one in made)
    assert len({one.demand for one in made}) > 20
