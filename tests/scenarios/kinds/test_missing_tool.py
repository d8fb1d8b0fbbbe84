"""The last tool is not there."""

from __future__ import annotations

import pytest

from drawn_chains import outlines
from toolmind.scenarios.kinds.missing_tool import MissingTool


def test_the_last_tool_alone_is_hidden() -> None:
    for made in outlines(MissingTool()):
        assert made.hidden == made.chain.tools[-1:]
        assert made.hidden[0] not in made.chain.tools[:-1]
        assert len(made.chain.tools) > 1


def test_one_call_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 1"):
        MissingTool(min_calls=1)
