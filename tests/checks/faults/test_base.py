"""What faults are planted in: where turns begin, what a call holds."""

from __future__ import annotations

from random import Random

from dialogues import TOOLS, call, result, says, user
from toolmind.checks.faults.base import Good, properties, put, read, shuffled, without

MADE = (
    user("Weather in Oslo?"),
    call("get_weather", {"city": "Oslo"}),
    result({"sky": "clear"}),
    says("Clear."),
    user("Thanks"),
    call("other", "{"),
)
GOOD = Good(MADE, TOOLS)


def test_the_places_of_a_dialogue() -> None:
    assert [at for at, _ in GOOD.calls()] == [1, 5]
    assert list(GOOD.answers()) == [3]
    assert list(GOOD.results(1)) == [2]
    assert GOOD.before(3) == [1, 2]
    assert "Oslo" in GOOD.text()


def test_a_call_is_read_as_far_as_it_can_be() -> None:
    (_, known), (_, unknown) = GOOD.calls()
    assert (read(known), read(unknown)) == ({"city": "Oslo"}, {})
    assert "city" in properties(known, GOOD)
    assert properties(unknown, GOOD) == {}


def test_the_turn_at_fault_moves_with_what_is_taken_out() -> None:
    planted = without(GOOD, {1, 2}, 3)
    assert planted.messages[planted.at] == MADE[3]
    assert put(GOOD, 3, says("Rain.")).messages[3].content == "Rain."


def test_an_order_is_drawn_and_loses_nothing() -> None:
    assert sorted(shuffled(range(9), Random(1))) == list(range(9))
    assert shuffled(range(9), Random(1)) == shuffled(range(9), Random(1))
