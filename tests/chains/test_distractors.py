"""Distractors: never a needed tool or its twin, deterministic, all bands."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.chains.distractors import Distractors
from toolmind.records import Tool


def test_needed_tools_and_their_twins_are_never_drawn(shop: list[Tool]) -> None:
    twin = Tool(id="other.OrderGet", name="OrderGet")
    drawn = Distractors([*shop, twin]).draw(["shop.get_order"], 100, 1)
    assert set(drawn) == {tool.id for tool in shop} - {"shop.get_order"}


def test_tools_that_say_the_same_of_themselves_are_not_shown_beside_each_other() -> None:
    said = "Resolves an address by its id."
    tools = [
        Tool(id="resolve", name="resolve", description=f"{said} In a UK format."),
        Tool(id="retrieve", name="retrieve", description=f"{said}\n\nIn a US format."),
        Tool(id="list", name="list", description="Resolves an address by its name."),
        *(Tool(id=f"t{i}", name=f"t_{i}", description=f"An API. Does {i}.") for i in range(6)),
    ]
    distractors = Distractors(tools)
    assert set(distractors.draw(["resolve"], 100, 1)) == {one.id for one in tools[2:]}
    assert set(distractors.draw(["t0"], 100, 1)) == {one.id for one in tools} - {"t0"}


def test_each_band_gives_its_share() -> None:
    cosines = [1.0] + [0.95] * 10 + [0.6] * 10 + [0.1] * 10
    vectors = np.array([[c, np.sqrt(1 - c * c)] for c in cosines], dtype=np.float32)
    tools = [Tool(id=f"t{i}", name=f"tool_{i}") for i in range(31)]
    drawn = Distractors(tools, vectors).draw(["t0"], 9, 3)
    bands = [(int(one[1:]) - 1) // 10 for one in drawn]
    assert sorted(bands) == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert drawn == Distractors(tools, vectors).draw(["t0"], 9, 3)
    assert drawn != Distractors(tools, vectors).draw(["t0"], 9, 4)


@given(
    st.lists(st.sampled_from([0.95, 0.6, 0.1]), max_size=40),
    st.integers(0, 45),
    st.integers(0, 2**32),
)
def test_what_a_band_lacks_is_taken_from_the_others(
    cosines: list[float], count: int, seed: int
) -> None:
    known = [1.0, *cosines]
    vectors = np.array([[c, np.sqrt(1 - c * c)] for c in known], dtype=np.float32)
    tools = [Tool(id=f"t{i}", name=f"tool_{i}") for i in range(len(known))]
    drawn = Distractors(tools, vectors).draw(["t0"], count, seed)
    assert len(drawn) == len(set(drawn)) == min(count, len(cosines))
    assert "t0" not in drawn
    for cosine, least in ((0.95, count // 3), (0.6, count // 3)):
        found = sum(known[int(one[1:])] == cosine for one in drawn)
        assert found >= min(least, cosines.count(cosine))


def test_the_draws_are_the_same_where_there_is_no_room_for_all_bands(
    shop: list[Tool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def draws() -> list[list[str]]:
        made = Distractors(shop)
        return [made.draw([tool.id], 5, seed) for seed, tool in enumerate(shop)]

    at_once = draws()
    monkeypatch.setattr("toolmind.chains.distractors._CACHE_BYTES", 0)
    assert draws() == at_once
