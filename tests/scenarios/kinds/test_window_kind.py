"""What kinds of one part of a chain have in common."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

import pytest

from graph_tools import shop_tools
from toolmind.records import Chain
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind

TOOLS = {tool.id: tool for tool in shop_tools()}
ONE = Chain(id="c", tools=("shop.find_customer",))


@dataclass(frozen=True)
class Own(WindowKind):
    name: ClassVar[str] = "own"

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        return Outline(kind=self.name, chain=chain, wanted=((),) * len(chain.tools))


def test_a_part_is_taken_where_the_chain_has_one_of_that_length() -> None:
    drawn = Drawn(chain=ONE, tools=TOOLS, optional_rate=0)
    made = Own().plan(drawn, Random(0))
    assert made and made.chain.tools == ONE.tools
    assert Own(min_calls=3).plan(drawn, Random(0)) is None


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="min_calls 6"):
        Own(min_calls=6)
