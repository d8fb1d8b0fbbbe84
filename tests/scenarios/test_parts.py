"""What a kind can make of the steps of a part of a chain."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.parts import changeable, sinks, undoing

FACTS = {
    "city": {"type": "string"},
    "nights": {"type": "integer", "minimum": 1},
    "price": {"type": "number"},
    "size": {"type": "string", "enum": ["s", "m"]},
    "unit": {"type": "string", "const": "EUR"},
    "flag": {"type": "boolean"},
    "days": {"type": "array", "items": {"type": "string"}},
    "either": {"type": ["string", "null"]},
    "note": {"type": "string"},
}
OPEN = {"city", "nights", "price"}
"""Those of the facts that may be many things and must be said; `note` need not be."""


def tool(name: str) -> Tool:
    required = [fact for fact in FACTS if fact != "note"]
    schema: dict[str, Any] = {"type": "object", "properties": FACTS, "required": required}
    return Tool(id=name, name=name, parameters=schema)


TOOLS = {name: tool(name) for name in ("get_trip", "create_trip", "update_trip", "delete_trip")}


def undo(tool: str) -> str:
    return "delete_trip" if tool == "create_trip" else ""


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Chains of up to four steps, whose links lead forward."""
    tools = draw(st.lists(st.sampled_from(sorted(TOOLS)), min_size=1, max_size=4))
    ends = [(src, dst) for dst in range(len(tools)) for src in range(dst)]
    chosen = draw(st.lists(st.sampled_from(ends), unique=True)) if ends else []
    links = (Link(src=src, src_output="o", dst=dst, dst_input="city") for src, dst in chosen)
    return Chain(id="c", tools=tuple(tools), links=tuple(links))


@given(chains())
def test_a_sink_is_a_step_that_no_other_takes_from(chain: Chain) -> None:
    found = sinks(chain)
    assert found == sorted(set(range(len(chain.tools))) - {link.src for link in chain.links})
    assert found[-1] == len(chain.tools) - 1, "nothing follows the last step"


@given(chains(), st.data())
def test_what_may_change_is_a_required_open_fact_of_a_sink_that_destroys_nothing(
    chain: Chain, data: st.DataObject
) -> None:
    some = st.lists(st.sampled_from(sorted(FACTS)), unique=True).map(tuple)
    wanted = [data.draw(some) for _ in chain.tools]
    possible = {
        (step, path)
        for step in sinks(chain)
        if chain.tools[step] != "create_trip" and "delete_trip" not in chain.tools
        for path in OPEN.intersection(wanted[step])
        if sum(path in paths for paths in wanted) == 1
    }
    drawn = Drawn(chain, TOOLS, 0.5)
    found = set()
    for seed in range(20 * len(possible) + 1):
        made = changeable(chain, wanted, drawn, Random(seed))
        assert len(made) == bool(possible)
        found.update((step, path) for step, (path,) in made.items())
    assert found == possible, "each has its chance"


def one(name: str, **more: Any) -> dict[int, tuple[str, ...]]:
    drawn = Drawn(Chain(id="c", tools=(name,)), TOOLS, 0.5, **more)
    return changeable(drawn.chain, [("city",)], drawn, Random(0))


def test_what_cannot_be_taken_back_is_not_told_otherwise_at_first() -> None:
    pay = replace(tool("pay_trip"), id="create_trip")
    drawn = Drawn(Chain(id="c", tools=("create_trip",)), {"create_trip": pay}, 0.5)
    assert changeable(drawn.chain, [("city",)], drawn, Random(0)) == {}
    undone = Drawn(Chain(id="c", tools=("create_trip",)), TOOLS, 0.5, undoing=undo)
    revised = changeable(undone.chain, [("city",)], undone, Random(0))
    assert revised == {0: ("city",)}
    assert undoing(undone.chain, revised, undone) == ("delete_trip",)
    assert undoing(Chain(id="c", tools=("get_trip",)), revised, undone) == ()


def test_where_a_world_leaves_one_value_to_name_there_is_no_other() -> None:
    assert one("get_trip", named={"city": ["Bern", "Genf"]}) == {0: ("city",)}
    for named in ({"city": "Bern"}, {"city": ["Bern"]}, {"get_trip.city": "Bern", "city": [1, 2]}):
        assert one("get_trip", named=named) == {}


def test_a_change_is_not_first_made_to_another_thing() -> None:
    parameters: Any = {
        "type": "object",
        "properties": {"trip_id": {"type": "string"}, "city": {"type": "string"}},
        "required": ["trip_id", "city"],
    }
    change = replace(TOOLS["update_trip"], parameters=parameters)
    drawn = Drawn(Chain(id="c", tools=("update_trip",)), {"update_trip": change}, 0.5)
    found = [changeable(drawn.chain, [("trip_id", "city")], drawn, Random(n)) for n in range(9)]
    assert found == [{0: ("city",)}] * 9
