"""Links that one value can serve and that a person could speak of."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from drawn_chains import INDEXES, drawn
from toolmind.environments.staging import given_as, taken_as
from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.usable_links import usable_links
from toolmind.schema import have_common


def links(index: int) -> tuple[Link, ...]:
    return usable_links(drawn(index).chain, drawn(index).tools).links


@given(INDEXES)
def test_one_value_can_serve_all_that_it_feeds(index: int) -> None:
    tools = [drawn(index).tools[tool] for tool in drawn(index).chain.tools]
    fed: dict[tuple[int, str], list[Link]] = {}
    for link in links(index):
        fed.setdefault((link.src, link.src_output), []).append(link)
    for (src, output), served in fed.items():
        given = given_as(tools[src], output)
        assert given is not None
        assert have_common(given, *(taken_as(tools[x.dst], x.dst_input) for x in served))


@given(INDEXES)
def test_no_value_goes_into_two_inputs_of_a_call_that_differ(index: int) -> None:
    fed: dict[tuple[int, str, int], set[str]] = {}
    for link in links(index):
        fed.setdefault((link.src, link.src_output, link.dst), set()).add(link.dst_input)
    for paths in fed.values():
        assert all(a.endswith(b) or b.endswith(a) for a, b in combinations(paths, 2))


def test_of_two_inputs_for_one_value_the_better_one_gets_it() -> None:
    tools = {
        "profit": _numbers("profit", "profit"),
        "margin": _numbers("margin", "x", "revenue", "cost", "deep.revenue"),
    }
    chain = Chain(
        id="c",
        tools=("profit", "margin"),
        links=tuple(
            Link(src=0, src_output="profit", dst=1, dst_input=path, score=score)
            for path, score in (("cost", 0.8), ("revenue", 0.9), ("deep.revenue", 0.7))
        ),
    )
    made = usable_links(chain, tools)
    assert [x.dst_input for x in made.links] == ["revenue", "deep.revenue"]


def test_a_link_into_what_is_no_fact_is_left_out() -> None:
    tools = {"a": _numbers("a", "total"), "b": _numbers("b", "x", "whole.part")}
    chain = Chain(
        id="c",
        tools=("a", "b"),
        links=(Link(src=0, src_output="total", dst=1, dst_input="whole"),),
    )
    assert usable_links(chain, tools).links == ()


def linked(output: str, *inputs: str) -> tuple[Link, ...]:
    """Links of a chain of `a`, which gives a total, and `b`, which takes two numbers."""
    tools = {"a": _numbers("a", "total"), "b": _numbers("b", "x", "total", "number")}
    links = [Link(src=0, src_output=output, dst=1, dst_input=path, score=0.5) for path in inputs]
    return usable_links(Chain(id="c", tools=("a", "b"), links=tuple(links)), tools).links


def test_an_output_that_the_tool_does_not_declare_feeds_nothing() -> None:
    assert [link.dst_input for link in linked("total", "number")] == ["number"]
    assert linked("sum", "number") == ()


def test_an_input_is_fed_once_by_the_best_link() -> None:
    made = linked("total", "number", "number")
    assert [link.dst_input for link in made] == ["number"]


def test_a_link_into_the_items_of_a_list_is_one_into_the_list() -> None:
    listed = {"type": "array", "items": {"type": "number"}}
    tools = {
        "a": _numbers("a", "total"),
        "b": Tool(id="b", name="b", parameters={"properties": {"all": listed}}),
    }
    link = Link(src=0, src_output="total", dst=1, dst_input="all[]")
    made = usable_links(Chain(id="c", tools=("a", "b"), links=(link,)), tools)
    assert [one.dst_input for one in made.links] == ["all"]


def _numbers(name: str, output: str, *inputs: str) -> Tool:
    parameters: Schema = {"type": "object", "properties": {}, "required": []}
    for path in inputs:
        node = parameters
        *above, last = path.split(".")
        for step in above:
            empty = {"type": "object", "properties": {}, "required": []}
            node["required"].append(step)
            node = node["properties"].setdefault(step, empty)
        node["properties"][last] = {"type": "number"}
        node["required"].append(last)
    returns = {"type": "object", "properties": {output: {"type": "number"}}}
    return Tool(id=name, name=name, parameters=parameters, returns=returns)


@given(INDEXES)
def test_where_a_few_steps_are_enough_their_links_are_those_of_the_whole(index: int) -> None:
    chain, tools = drawn(index).chain, drawn(index).tools
    few = usable_links(chain, tools, 3).links
    assert few == links(index)[: len(few)]
    joined = {0}
    for link in few:
        if link.src in joined:
            joined.add(link.dst)
    assert len(joined) >= 3 or few == links(index)
