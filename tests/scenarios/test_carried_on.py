"""Ids go on to the calls that are about the same."""

from __future__ import annotations

from msgspec.structs import replace

from drawn_chains import TEXT, a_tool, holding
from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.carried_on import (
    with_ids_carried_on,
    with_ids_from_where_they_were_found,
)

MAKE = replace(a_tool("make_instance", []), returns=holding(instance_id=TEXT))
FLOW = replace(
    a_tool("get_flow", ["instance_id"], instance_id=TEXT), returns=holding(flow_name=TEXT)
)
RUN = a_tool(
    "get_run", ["instance_id", "flow_name", "run_id"], instance_id=TEXT, flow_name=TEXT, run_id=TEXT
)
TAKEN = Link(0, "instance_id", 1, "instance_id", 0.9)
NAMED = Link(1, "flow_name", 2, "flow_name", 0.9)


def carried(run: Tool = RUN, **changes: object) -> list[Link]:
    tools = {tool.name: tool for tool in (MAKE, FLOW, run)}
    chain = Chain(id="c", tools=tuple(tools), links=(TAKEN, NAMED))
    return list(with_ids_carried_on(chain, tools, **changes).links)  # type: ignore[arg-type]


def test_who_takes_from_a_call_means_what_that_call_meant() -> None:
    assert carried() == [TAKEN, NAMED, replace(TAKEN, dst=2)]


def test_a_link_that_was_refused_is_not_added() -> None:
    ends = ("make_instance", "instance_id", "get_run", "instance_id")
    assert carried(refused=frozenset([ends])) == [TAKEN, NAMED]


def test_an_id_that_need_not_be_told_or_is_of_another_domain_is_left() -> None:
    optional = replace(RUN, parameters={**RUN.parameters, "required": ["flow_name"]})
    assert carried(optional) == [TAKEN, NAMED]
    assert carried(replace(RUN, domain="other")) == [TAKEN, NAMED]


OWNER = replace(a_tool("find_owner", []), returns=holding(owner_id=TEXT))
BILLS = replace(
    a_tool("list_bills", ["owner_id"], owner_id=TEXT),
    returns={"type": "array", "items": holding(owner_id=TEXT, bill_id=TEXT)},
)
PETS = a_tool("list_pets", ["owner_id"], owner_id=TEXT)
OF_OWNER = Link(0, "owner_id", 1, "owner_id", 0.9)
OF_BILLS = Link(1, "[].owner_id", 2, "owner_id", 0.9)


def found(bills: Tool = BILLS, links: tuple[Link, ...] = (OF_OWNER, OF_BILLS)) -> list[Link]:
    tools = {tool.id: tool for tool in (OWNER, bills, PETS)}
    chain = Chain(id="c", tools=tuple(tools), links=links)
    return list(with_ids_from_where_they_were_found(chain, tools).links)


def test_an_id_that_a_look_up_only_passes_on_is_taken_from_where_that_has_it() -> None:
    assert found() == [OF_OWNER, replace(OF_OWNER, dst=2)]
    assert found(links=(OF_BILLS,)) == [OF_BILLS], "a person gave it"
    other = (OF_OWNER, replace(OF_BILLS, src_output="[].bill_id"))
    assert found(links=other) == list(other), "it is another id"
    paid = replace(BILLS, id="pay_bills", name="pay_bills")
    assert found(paid) == [OF_OWNER, OF_BILLS], "it does not only read"
