"""What a value that a person brings up must be, since later calls take it over."""

from __future__ import annotations

from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.passed_on import fact_schemas
from toolmind.scenarios.usable_links import usable_links


def tool(name: str, own: Schema) -> Tool:
    shape: Schema = {"type": "object", "properties": {"name": own}, "required": ["name"]}
    returns: Schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    return Tool(id=name, name=name, parameters=shape, returns=returns)


def chained(*tools: Tool) -> tuple[Chain, dict[str, Tool]]:
    links = tuple(
        Link(src=at, src_output="name", dst=at + 1, dst_input="name")
        for at in range(len(tools) - 1)
    )
    chain = Chain(id="c", tools=tuple(each.id for each in tools), links=links)
    return chain, {each.id: each for each in tools}


def test_a_fact_that_calls_pass_on_must_suit_them_all() -> None:
    short = {"type": "string", "maxLength": 9, "description": "of another"}
    chain, tools = chained(
        tool("get_a", {"type": "string"}),
        tool("get_b", {"type": "string", "pattern": "^a"}),
        tool("get_c", short),
    )
    assert usable_links(chain, tools) == chain
    first, *others = fact_schemas(chain, tools)
    assert first == {"name": {"type": "string", "pattern": "^a", "maxLength": 9}}
    assert [each["name"] for each in others] == [
        tools["get_b"].parameters["properties"]["name"],
        short,
    ]


def test_a_link_is_of_no_use_where_what_the_call_repeats_cannot_be_taken() -> None:
    """An alert's name comes back as it was given: it is the name of no project."""
    alert = tool("get_alert", {"type": "string", "pattern": "^projects/[^/]+/alert$"})
    chain, tools = chained(
        alert, tool("get_project", {"type": "string", "pattern": "^projects/[^/]+$"})
    )
    assert usable_links(chain, tools).links == ()
    chain, tools = chained(
        alert, tool("get_any", {"type": "string"}), tool("get_project", {"pattern": "^projects$"})
    )
    assert [link.dst for link in usable_links(chain, tools).links] == [1]
