"""Two tools that are alike."""

from __future__ import annotations

import pytest

from drawn_chains import outlines
from toolmind.scenarios.kinds.ambiguous_tool import AmbiguousTool


def test_the_like_tool_is_shown_and_not_called() -> None:
    for made in outlines(AmbiguousTool()):
        [other] = made.beside
        assert other not in made.chain.tools


@pytest.mark.parametrize(("share", "vague"), [(0.0, {0}), (1.0, {1})])
def test_the_first_words_are_vague_as_often_as_is_set(share: float, vague: set[int]) -> None:
    made = outlines(AmbiguousTool(asked_back=share))
    assert {len(one.vague) for one in made} == vague
    assert all(("Asking" in one.demand) == bool(one.vague) for one in made)


def test_a_share_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="asked_back 2 is no share"):
        AmbiguousTool(asked_back=2)
