"""Two goals of different chains."""

from __future__ import annotations

from drawn_chains import outlines
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
