"""What is told only when asked for is required, and told by nothing else."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from drawn_chains import INDEXES, SEEDS, TEXT, a_tool, drawn, drawn_of
from toolmind.scenarios.usable_links import usable_links
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.withheld import withheld
from toolmind.schema.slots import slots


@given(INDEXES, SEEDS, st.integers(1, 5))
def test_what_is_withheld_is_required_and_told_by_nothing_else(
    index: int, seed: int, most: int
) -> None:
    tools = drawn(index).tools
    chain = usable_links(drawn(index).chain, tools)
    facts = wanted(chain, drawn(index), Random(seed))
    known = [slots(tools[tool].parameters) for tool in chain.tools]
    spoken = [known[step][path].label for step, paths in enumerate(facts) for path in paths]
    made = withheld(chain, facts, tools, most, Random(seed))
    for step, paths in made.items():
        assert paths
        assert set(paths) <= set(facts[step])
        assert all(known[step][path].required for path in paths)
        assert all(spoken.count(known[step][path].label) == 1 for path in paths)
    assert sum(map(len, made.values())) <= most


def test_of_what_can_be_withheld_one_at_least_is() -> None:
    given = drawn_of(a_tool("MakeThing", ["size", "colour"], size=TEXT, colour=TEXT, note=TEXT))
    facts = (("size", "colour", "note"),)
    made = [withheld(given.chain, facts, given.tools, 2, Random(seed)) for seed in range(30)]
    assert {frozenset(each[0]) for each in made} == {
        frozenset(each) for each in (["size"], ["colour"], ["size", "colour"])
    }


def test_nothing_is_withheld_where_two_steps_speak_of_the_same() -> None:
    tools = [a_tool(f"{verb}Thing", ["size"], size=TEXT) for verb in ("Make", "Show")]
    given = drawn_of(*tools)
    assert withheld(given.chain, (("size",), ("size",)), given.tools, 2, Random(0)) == {}
