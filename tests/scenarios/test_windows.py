"""The part of a chain that a scenario plays hangs together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from drawn_chains import CHAINS, INDEXES, SEEDS, a_tool, drawn, drawn_of, material
from toolmind.records import Chain
from toolmind.scenarios.windows import one_after_the_other, window
from toolmind.tools.effects import tool_effect

LENGTHS = st.tuples(st.integers(1, 12), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))


def part(index: int, lengths: tuple[int, int], seed: int) -> Chain | None:
    return window(drawn(index), *lengths, Random(seed))


@given(INDEXES, LENGTHS, SEEDS)
def test_a_part_keeps_to_its_subject_and_ends_when_something_is_destroyed(
    index: int, lengths: tuple[int, int], seed: int
) -> None:
    made = part(index, lengths, seed)
    assume(made)
    assert made
    tools, chains = material()
    assert lengths[0] <= len(made.tools) <= lengths[1]
    fed = {link.dst for link in made.links}
    assert all(step in fed for step in range(1, len(made.tools)))
    verbs = [tool_effect(tools[tool]).verb for tool in made.tools]
    assert "delete" not in verbs[:-1]
    steps = iter(chains[index].tools)
    assert all(tool in steps for tool in made.tools), "the tools are those drawn, in their order"


@given(INDEXES, LENGTHS, SEEDS)
def test_links_stay_between_the_tools_that_they_joined(
    index: int, lengths: tuple[int, int], seed: int
) -> None:
    whole = drawn(index).chain
    sources = {(whole.tools[x.src], x.src_output) for x in whole.links}
    targets = {(whole.tools[x.dst], x.dst_input.removesuffix("[]")) for x in whole.links}
    made = part(index, lengths, seed)
    assume(made)
    assert made
    for x in made.links:
        assert x.src < x.dst
        assert (made.tools[x.src], x.src_output) in sources
        assert (made.tools[x.dst], x.dst_input.removesuffix("[]")) in targets


def test_a_part_is_longer_where_more_is_asked_for() -> None:
    def lengths(least: int, most: int) -> list[int]:
        made = [part(index, (least, most), 0) for index in range(CHAINS)]
        return [len(one.tools) for one in made if one]

    short, long = lengths(1, 2), lengths(6, 12)
    assert (max(short), len(short)) == (2, CHAINS)
    assert min(long) >= 6
    assert 0 < len(long) < CHAINS, "some chains do not allow it"


def test_of_parts_alike_in_length_the_rarest_is_taken() -> None:
    tools = [a_tool(name, []) for name in ("often", "seldom", "always")]
    visits = {"often": 9, "seldom": 1, "always": 90}
    given = replace(drawn_of(*tools), visits=visits)
    assert {window(given, 1, 1, Random(seed)).tools for seed in range(9)} == {("seldom",)}


@given(INDEXES, INDEXES)
def test_of_two_chains_one_after_the_other_each_keeps_its_links(left: int, right: int) -> None:
    _, chains = material()
    one, other = chains[left], chains[right]
    both = one_after_the_other(one, other, drawn(left))
    if set(one.tools) & set(other.tools):
        assert both is None
        return
    assert both
    assert both.tools == one.tools + other.tools
    before = len(one.tools)
    moved = [(x.src - before, x.dst - before) for x in both.links[len(one.links) :]]
    assert both.links[: len(one.links)] == one.links
    assert moved == [(x.src, x.dst) for x in other.links]
