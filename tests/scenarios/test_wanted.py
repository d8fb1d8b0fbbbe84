"""A call says something, and no more of the optional than a person would."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from drawn_chains import INDEXES, SEEDS, TEXT, a_tool, drawn, drawn_of, holding
from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.usable_links import usable_links
from toolmind.scenarios.wanted import wanted
from toolmind.schema.slots import missing, slots


def said(tool: Tool, optional_rate: float = 0.0) -> set[str]:
    given = drawn_of(tool, optional_rate=optional_rate)
    return set(wanted(given.chain, given, Random(0))[0])


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


def test_optional_wishes_come_by_their_rate_and_never_about_plumbing() -> None:
    tool = a_tool("ListThings", ["group"], group=TEXT, status=TEXT, page_token=TEXT)
    assert said(tool, 0.0) == {"group"}
    assert said(tool, 1.0) == {"group", "status"}


def test_what_a_link_feeds_the_user_need_not_know() -> None:
    make, show = a_tool("MakeThing", ["kind"], kind=TEXT), a_tool("ShowThing", ["id"], id=TEXT)
    link = Link(src=0, src_output="id", dst=1, dst_input="id")
    chain = Chain(id="c", tools=("MakeThing", "ShowThing"), links=(link,))
    tools = {tool.id: tool for tool in (make, show)}
    given = Drawn(chain=chain, tools=tools, optional_rate=0)
    assert wanted(chain, given, Random(0)) == (("kind",), ())


@given(INDEXES, SEEDS)
def test_each_call_is_complete(index: int, seed: int) -> None:
    chain = usable_links(drawn(index).chain, drawn(index).tools)
    for step, paths in enumerate(wanted(chain, drawn(index), Random(seed))):
        parameters = drawn(index).tools[chain.tools[step]].parameters
        fed = {link.dst_input for link in chain.links if link.dst == step}
        assert not missing(parameters, fed | set(paths))
        assert set(paths) <= slots(parameters).keys() - fed


def test_nobody_wishes_what_is_to_be_left_alone() -> None:
    left = {**TEXT, "description": "A sha. Do not pass anything to this param if none is specified"}
    old = {**TEXT, "description": "Deprecated: use group."}
    tool = a_tool("ListThings", ["group"], group=TEXT, contains=left, owner=old, status=TEXT)
    assert said(tool, 1.0) == {"group", "status"}
