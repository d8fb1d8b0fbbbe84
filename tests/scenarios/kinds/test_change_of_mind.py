"""What was wanted last counts."""

from __future__ import annotations

from drawn_chains import material, outlines
from toolmind.scenarios.kinds.change_of_mind import ChangeOfMind
from toolmind.schema.slots import slots
from toolmind.tools.effects import tool_effect


def test_a_value_that_can_be_another_is_told_otherwise_at_first() -> None:
    tools, _ = material()
    for made in outlines(ChangeOfMind()):
        [(step, [path])] = made.revised.items()
        tool = tools[made.chain.tools[step]]
        slot = slots(tool.parameters)[path]
        assert path in made.wanted[step]
        assert slot.required and "enum" not in slot.schema
        assert not tool_effect(tool).destructive
        assert step not in {link.src for link in made.chain.links}
