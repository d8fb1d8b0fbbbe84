"""The last tool is not there."""

from __future__ import annotations

import pytest

from drawn_chains import outlines
from toolmind.scenarios.kinds.missing_tool import MissingTool


def test_the_last_tool_alone_is_hidden() -> None:
    for made in outlines(MissingTool(supplied=0)):
        assert made.hidden == made.chain.tools[-1:] and not made.later
        assert made.hidden[0] not in made.chain.tools[:-1]
        assert len(made.chain.tools) > 1


def test_by_its_share_the_tool_comes_later() -> None:
    for made in outlines(MissingTool(supplied=1)):
        assert made.later == made.chain.tools[-1:] and not made.hidden
        assert "added" in made.demand
    late = [bool(made.later) for made in outlines(MissingTool())]
    assert 0 < sum(late) < len(late)


def test_one_call_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 1"):
        MissingTool(min_calls=1)


def test_a_share_is_a_share() -> None:
    with pytest.raises(ValueError, match="supplied 2"):
        MissingTool(supplied=2)
