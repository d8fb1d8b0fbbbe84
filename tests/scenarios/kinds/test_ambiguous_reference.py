"""An id that is looked up."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from drawn_chains import material, outlines
from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.ambiguous_reference import AmbiguousReference
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.known_by import is_told_already
from toolmind.tools.effects import tool_effect


def test_the_id_comes_from_a_list_that_nobody_asked_for_and_serves_one_call() -> None:
    tools, _ = material()
    for made in outlines(AmbiguousReference()):
        [source] = made.implied
        [(target, paths)] = made.referred.items()
        leaving = [link for link in made.chain.links if link.src == source]
        assert {link.dst for link in leaving} == {target}
        lister = tools[made.chain.tools[source]]
        new = [link for link in leaving if not is_told_already(lister, link.src_output)]
        assert set(paths) == {link.dst_input for link in new}
        assert any("[]" in link.src_output for link in new)
        assert tool_effect(lister).reads


@pytest.mark.parametrize(("asked", "fits"), [("name", False), ("city", True)])
def test_who_tells_the_name_of_a_thing_means_no_other(asked: str, fits: bool) -> None:
    def tool(name: str, takes: str, returns: dict[str, Any]) -> Tool:
        form = {"type": "object", "properties": {takes: {"type": "string"}}, "required": [takes]}
        return Tool(id=name, name=name, parameters=form, returns=returns)

    entry = {"type": "object", "properties": {"guest_id": {"type": "string"}}}
    find = tool("find_guests", asked, {"type": "array", "items": entry})
    tools = {one.id: one for one in (find, tool("get_bill", "guest_id", {"type": "object"}))}
    link = Link(src=0, src_output="[].guest_id", dst=1, dst_input="guest_id")
    chain = Chain(id="c", tools=tuple(tools), links=(link,))
    made = AmbiguousReference().plan(Drawn(chain=chain, tools=tools, optional_rate=0), Random(0))
    assert (made is not None) is fits


def test_one_call_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 1"):
        AmbiguousReference(min_calls=1)
