"""Two goals of different chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from drawn_chains import CHAINS, drawn, outlines
from toolmind.scenarios.kinds.several_goals import SeveralGoals


def test_no_link_joins_the_two_goals_and_no_tool_serves_both() -> None:
    for made in outlines(SeveralGoals()):
        groups: list[set[int]] = []
        for step in range(len(made.chain.tools)):
            before = {link.src for link in made.chain.links if link.dst == step}
            joined = [group for group in groups if group & before]
            groups = [group for group in groups if group not in joined]
            groups.append({step}.union(*joined))
        assert len(groups) == 2
        assert all(2 <= len(group) <= 4 for group in groups)
        assert len(set(made.chain.tools)) == len(made.chain.tools)
        assert "two goals" in made.demand


def test_goals_that_undo_one_another_are_not_joined() -> None:
    seen: list[tuple[set[str], set[str]]] = []

    def at_odds(first: Sequence[str], second: Sequence[str]) -> bool:
        seen.append((set(first), set(second)))
        return True

    asked = (replace(drawn(index), at_odds=at_odds) for index in range(CHAINS))
    assert not any(SeveralGoals().plan(one, Random(0)) for one in asked)
    assert seen and all(first.isdisjoint(second) for first, second in seen)
