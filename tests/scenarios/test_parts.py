"""What a kind can make of the steps of a part of a chain."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.parts import changeable, sinks

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


TOOLS = {name: tool(name) for name in ("get_trip", "create_trip", "delete_trip")}


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
        if chain.tools[step] != "delete_trip"
        for path in OPEN.intersection(wanted[step])
    }
    drawn = Drawn(chain, TOOLS, 0.5)
    found = set()
    for seed in range(20 * len(possible) + 1):
        made = changeable(chain, wanted, drawn, Random(seed))
        assert len(made) == bool(possible)
        found.update((step, path) for step, (path,) in made.items())
    assert found == possible, "each has its chance"
