"""What chance decides of a scenario, over real chains of real tools."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.chains.walk import sample_chains
from toolmind.config import ScenariosConfig
from toolmind.environments.staging import given_as, have_common, taken_as
from toolmind.graph.build import build_graph
from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.plan import LENGTHS, Plan, plan_scenario
from toolmind.schema.slots import missing, slots
from toolmind.tools.effects import named_effect
from toolmind.tools.pool import read_pool, shipped_pool_path

CHAINS = 60


@lru_cache(maxsize=1)
def material() -> tuple[dict[str, Tool], list[Chain]]:
    pool = list(read_pool([shipped_pool_path()]))[::6]
    return {tool.id: tool for tool in pool}, list(sample_chains(build_graph(pool), CHAINS, 0))


def plan(index: int, seed: int, **settings: object) -> Plan:
    tools, chains = material()
    return plan_scenario(index, chains[index], tools, ScenariosConfig(**settings), seed)


numbers = st.integers(0, CHAINS - 1), st.integers(0, 50)


@given(*numbers)
def test_the_same_seed_gives_the_same_plan(index: int, seed: int) -> None:
    assert plan(index, seed) == plan(index, seed)


@given(*numbers)
def test_every_value_comes_from_the_user_or_from_an_earlier_step(index: int, seed: int) -> None:
    made = plan(index, seed)
    tools, _ = material()
    for step, tool in enumerate(made.chain.tools):
        fed = {link.dst_input for link in made.chain.links if link.dst == step}
        assert all(link.src < step for link in made.chain.links if link.dst == step)
        assert not fed & set(made.wanted[step])
        assert not missing(tools[tool].parameters, fed | set(made.wanted[step]))
        assert set(made.wanted[step]) <= set(slots(tools[tool].parameters))


@given(*numbers)
def test_a_chain_keeps_to_its_subject_and_ends_when_something_is_destroyed(
    index: int, seed: int
) -> None:
    made = plan(index, seed)
    tools, _ = material()
    assert len(made.chain.tools) <= LENGTHS[made.kind][1]
    if made.kind != "parallel":
        fed = {link.dst for link in made.chain.links}
        assert all(step in fed for step in range(1, len(made.chain.tools)))
        verbs = [named_effect(tools[tool].name).verb for tool in made.chain.tools]
        assert "delete" not in verbs[:-1]


@given(*numbers)
def test_one_value_can_serve_all_that_it_feeds(index: int, seed: int) -> None:
    made = plan(index, seed)
    tools = [material()[0][tool] for tool in made.chain.tools]
    fed: dict[tuple[int, str], list[Link]] = {}
    for link in made.chain.links:
        fed.setdefault((link.src, link.src_output), []).append(link)
    for (src, output), links in fed.items():
        given = given_as(tools[src], output)
        assert given is not None
        assert have_common(given, *(taken_as(tools[x.dst], x.dst_input) for x in links))


@given(*numbers)
def test_no_value_goes_into_two_inputs_of_a_call_that_differ(index: int, seed: int) -> None:
    fed: dict[tuple[int, str, int], set[str]] = {}
    for link in plan(index, seed).chain.links:
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
    only = ScenariosConfig(kinds={"multi_step": 1}, optional_rate=0)
    for index in range(20):
        made = plan_scenario(index, chain, tools, only, 0)
        if len(made.chain.tools) == 2:
            assert {x.dst_input for x in made.chain.links} == {"revenue", "deep.revenue"}
            assert made.wanted[1] == ("cost",)


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


@given(*numbers)
def test_what_is_withheld_is_required_and_told_by_nothing_else(index: int, seed: int) -> None:
    made = plan(index, seed, kinds={"missing_parameter": 1})
    tools, _ = material()
    spoken = [
        slots(tools[tool].parameters)[path].label
        for step, tool in enumerate(made.chain.tools)
        for path in made.wanted[step]
    ]
    for step, paths in enumerate(made.withheld):
        for path in paths:
            slot = slots(tools[made.chain.tools[step]].parameters)[path]
            assert slot.required
            assert spoken.count(slot.label) == 1
    assert (made.kind == "missing_parameter") == any(made.withheld)


@pytest.mark.parametrize("kind", ["single", "parallel", "multi_step", "no_tool", "tool_failure"])
def test_a_kind_is_made_when_only_it_is_asked_for(kind: str) -> None:
    made = [plan(index, 0, kinds={kind: 1}) for index in range(CHAINS)]
    assert {one.kind for one in made} <= {kind, "single"}
    assert any(one.kind == kind for one in made)
    if kind == "tool_failure":
        assert all(one.failures and max(one.failures) < len(one.chain.tools) for one in made)
    if kind == "parallel":
        assert all(len(set(one.chain.tools)) == 1 for one in made)


@pytest.mark.parametrize(
    ("schema", "most"), [({"type": "boolean"}, 2), ({"enum": ["a", "b", "c"]}, 3)]
)
def test_no_more_calls_are_made_at_once_than_can_differ(schema: Schema, most: int) -> None:
    switch = Tool(
        id="switch",
        name="switch",
        description="Switch it.",
        parameters={"type": "object", "properties": {"on": schema}, "required": ["on"]},
    )
    only = ScenariosConfig(kinds={"parallel": 1})
    chain = Chain(id="c", tools=("switch",))
    made = [plan_scenario(index, chain, {"switch": switch}, only, 0) for index in range(30)]
    assert max(len(one.chain.tools) for one in made) == most


def test_a_tool_that_can_be_called_in_one_way_only_is_called_once() -> None:
    fixed = Tool(
        id="fixed",
        name="fixed",
        description="Do it.",
        parameters={"type": "object", "properties": {"v": {"const": 1}}, "required": ["v"]},
    )
    only = ScenariosConfig(kinds={"parallel": 1})
    made = plan_scenario(0, Chain(id="c", tools=("fixed",)), {"fixed": fixed}, only, 0)
    assert (made.kind, len(made.chain.tools)) == ("single", 1)


def said(tool: Tool, **settings: object) -> set[str]:
    chain = Chain(id="c", tools=(tool.id,), links=())
    config = ScenariosConfig(optional_rate=0.0, kinds={"single": 1.0}, **settings)  # type: ignore[arg-type]
    return set(plan_scenario(0, chain, {tool.id: tool}, config, 0).wanted[0])


def a_tool(name: str, required: list[str], **properties: Schema) -> Tool:
    parameters = {"type": "object", "properties": properties, "required": required}
    return Tool(id=name, name=name, description="", parameters=parameters)


TEXT: Schema = {"type": "string"}


def holding(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        (
            a_tool("StartDetection", ["Video"], Video=holding(S3=holding(Bucket=TEXT, Name=TEXT))),
            {"Video.S3.Bucket", "Video.S3.Name"},
        ),
        (a_tool("ListThings", ["By"], By=holding(UserId=TEXT, GroupId=TEXT)), {"By.UserId"}),
        (a_tool("CreateThing", ["In"], In=holding(any={"type": "object"})), set()),
        (a_tool("TranslateText", [], format=TEXT, model=TEXT, q=TEXT), {"q"}),
        (a_tool("ListThings", [], status=TEXT), set()),
        (a_tool("UpdateThing", ["thingId"], thingId=TEXT, size=TEXT), {"thingId", "size"}),
        (a_tool("UpdateThing", ["size"], thingId=TEXT, size=TEXT), {"size"}),
        (a_tool("DeleteThing", ["thingId"], thingId=TEXT, size=TEXT), {"thingId"}),
    ],
)
def test_a_call_says_something(tool: Tool, expected: set[str]) -> None:
    assert said(tool) == expected
