"""The tools shown: those needed, and others that can be told from them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from toolmind.chains.distractors import Distractors
from toolmind.config import ScenariosConfig
from toolmind.records import Chain, Tool
from toolmind.scenarios.kinds.base import Outline
from toolmind.scenarios.shown import serves, shown_tools

TOOLS = {
    name: Tool(id=name, name=name, description=description)
    for name, description in {
        "find_hotel": "Find a hotel.",
        "book_room": "Book a hotel room.",
        "reserve_room": "Books the hotel room. It is kept for a day.",
        "weather": "Tell the weather.",
        "exchange_rate": "Return the rate between two currencies.",
    }.items()
}
TWO = Outline(kind="own", chain=Chain(id="c", tools=("find_hotel", "book_room")), wanted=((), ()))


def shown(outline: Outline, seed: int = 0, **settings: Any) -> tuple[str, ...]:
    config = ScenariosConfig(**settings)
    return shown_tools(outline, TOOLS, Distractors(list(TOOLS.values())), config, seed)


def test_tools_that_nobody_could_tell_from_a_needed_one_are_not_shown() -> None:
    assert set(shown(TWO)) == set(TOOLS) - {"reserve_room"}


def test_where_no_tool_fits_distractors_alone_are_shown() -> None:
    none = msgspec.structs.replace(TWO, hidden=TWO.chain.tools)
    for seed in range(5):
        assert set(shown(none, seed, distractors=0)) == {"weather", "exchange_rate"}


def numbered(count: int) -> dict[str, Tool]:
    """Tools of as many things, and one that would serve in the place of each."""
    things = [f"{first} {second}" for first in "red big old".split() for second in THINGS][:count]
    both = [(f"{verb} {thing}", thing) for thing in things for verb in ("get", "list")]
    return {
        name: Tool(id=name, name=name.replace(" ", "_"), description=f"The {thing} by {name}.")
        for name, thing in both
    }


THINGS = "bridge candle drum engine flute garden".split()


@pytest.mark.parametrize("near", [False, True])
def test_how_many_tools_are_shown_does_not_tell_whether_one_fits(near: bool) -> None:
    tools = numbered(12)
    found, config = Distractors(list(tools.values())), ScenariosConfig(distractors=3)
    chain = Chain(id="c", tools=("get red drum",))
    outline = Outline(kind="own", chain=chain, wanted=((),))
    like = ("get big drum", "list red flute")
    absent = msgspec.structs.replace(
        outline, hidden=chain.tools, beside=like if near else (), near=near
    )
    for seed in range(20):
        served = shown_tools(outline, tools, found, config, seed)
        unserved = shown_tools(absent, tools, found, config, seed)
        assert len(served) == len(unserved) == 4
        assert "list red drum" not in unserved


@pytest.mark.parametrize(
    ("other", "needed", "can"),
    [
        ("list_missions", "get_mission", True),
        ("list_device_positions", "get_position", True),
        ("list_device_groups", "get_device", False),
        ("delete_mission", "get_mission", False),
        ("create_mission", "create_mission_for_team", True),
        ("create_mission", "update_mission", False),
    ],
)
def test_a_tool_serves_in_the_place_of_one_that_does_the_same_to_the_same_kind(
    other: str, needed: str, can: bool
) -> None:
    assert serves(Tool(id="a", name=other), Tool(id="b", name=needed)) is can


def test_a_tool_that_speaks_of_all_that_another_does_may_serve_in_its_place() -> None:
    needed = Tool(id="a", name="update_target", description="Update the target of a set. Or not.")
    more = "Add a target. To update the target of a set, give its name."
    assert serves(Tool(id="b", name="create_target", description=more), needed)
    assert not serves(Tool(id="b", name="create_target", description="Add a target."), needed)


def test_what_would_serve_in_the_place_of_a_hidden_tool_is_not_shown() -> None:
    tools = {
        **TOOLS,
        "list_hotels": Tool(id="list_hotels", name="list_hotels", description="All hotels."),
    }
    outline = msgspec.structs.replace(TWO, hidden=("find_hotel",))
    found = Distractors(list(tools.values()))
    made = shown_tools(outline, tools, found, ScenariosConfig(), 0)
    assert "list_hotels" not in made
    assert "list_hotels" in shown_tools(TWO, tools, found, ScenariosConfig(), 0)


def test_tools_beside_are_shown_without_any_distractor() -> None:
    beside = msgspec.structs.replace(TWO, beside=("weather",))
    assert set(shown(beside, distractors=0)) == {"find_hotel", "book_room", "weather"}


def test_a_tool_called_stands_at_any_place_alike() -> None:
    places = [shown(TWO, seed).index("find_hotel") for seed in range(400)]
    assert all(70 < places.count(place) < 130 for place in range(4))


@pytest.mark.parametrize("bands", [(0, 0, 0), (1, -1, 1)])
def test_bands_without_a_share_are_refused(bands: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="three shares"):
        ScenariosConfig(distractor_bands=bands)
