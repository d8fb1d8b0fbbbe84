"""Tools like the one that is needed, and not that one."""

from __future__ import annotations

from drawn_chains import distractors, outlines
from toolmind.scenarios.kinds.near_miss import NearMiss


def test_what_is_shown_is_like_what_is_hidden() -> None:
    for made in outlines(NearMiss()):
        assert made.hidden == made.chain.tools
        assert len(made.chain.tools) == 1
        assert made.near
        assert made.beside
        assert set(made.beside) <= set(distractors().near(made.hidden[0]))
