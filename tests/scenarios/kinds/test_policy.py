"""A rule on a call that changes something."""

from __future__ import annotations

from typing import Any

import pytest

from drawn_chains import material, outlines
from toolmind.records import Tool
from toolmind.scenarios.kinds.policy import Policy, act
from toolmind.tools.effects import tool_effect


def test_the_policy_speaks_of_the_call_that_it_rules_on() -> None:
    tools, _ = material()
    seen = set()
    for made in outlines(Policy(), seeds=8):
        [(step, ruling)] = made.rulings.items()
        tool = tools[made.chain.tools[step]]
        assert tool_effect(tool).writes
        assert act(tool) in made.policy
        if ruling != "confirm":
            assert step not in {link.src for link in made.chain.links}
        seen.add(ruling)
    assert seen == {"confirm", "refuse", "hand_over"}


@pytest.mark.parametrize(
    ("name", "said"),
    [("cancel_order", "cancel an order"), ("delete_user", "delete a user"), ("sync", "sync")],
)
def test_what_a_tool_does_is_said_as_people_say_it(name: str, said: str) -> None:
    assert act(Tool(id=name, name=name)) == said


@pytest.mark.parametrize("rulings", [(), ("",)])
def test_rulings_that_are_none_are_refused(rulings: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="rulings"):
        Policy(rulings=rulings)
