"""What is told otherwise at first, and why a chain may not allow it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from graph_tools import make_tool
from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn
from toolmind.scenarios.kinds.revision import Revision

FIND = make_tool("find_room", {"city": "Where it is"}, {"room": "Its name"})
LIST = make_tool("list_rooms", {}, {"room": "Its name"})


@dataclass(frozen=True)
class Own(Revision):
    name: ClassVar[str] = "own"
    demand: ClassVar[str] = "Do it anew."


def test_a_value_is_told_otherwise_at_first_where_there_is_one() -> None:
    tools = {tool.id: tool for tool in (FIND, LIST)}
    chains = {one.id: Chain(id="c", tools=(one.id,)) for one in (FIND, LIST)}
    made = {
        name: Own().plan(Drawn(chain=chain, tools=tools, optional_rate=0), Random(0))
        for name, chain in chains.items()
    }
    told = made[FIND.id]
    assert told and told.revised == {0: ("city",)} and told.demand == "Do it anew."
    assert made[LIST.id] is None
