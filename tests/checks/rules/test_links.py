"""A value from an earlier result, and one from elsewhere."""

import pytest

from dialogues import BOOK, WEATHER, call, context, result, says, user
from toolmind.checks.grounding.check import Grounding
from toolmind.checks.rules.links import Links
from toolmind.records import Link, Step

STEPS = (
    Step(tool=WEATHER.id, goal="", known={"city": "Paris"}),
    Step(
        tool=BOOK.id,
        goal="",
        links=(Link(src=0, src_output="hotels[].id", dst=1, dst_input="hotel_id"),),
    ),
)


def play(content, arguments):
    return context(
        user("The weather in Paris, and book a hotel from the result. My last one was H-9."),
        call("get_weather", {"city": "Paris"}, "a"),
        result(content, "a"),
        call("book_hotel", arguments, "b"),
        result({}, "b"),
        says("done"),
        steps=STEPS,
    )


HOTELS = {"hotels": [{"id": "H-1"}, {"id": "H-2"}]}


@pytest.mark.parametrize(
    ("content", "arguments", "expected"),
    [
        (HOTELS, {"hotel_id": "H-1"}, []),
        (HOTELS, {"hotel_id": "H-2"}, []),
        (HOTELS, {"hotel_id": ["H-2"]}, []),
        (HOTELS, {"hotel_id": "H-9"}, ["wrong_link"]),
        (HOTELS, {"hotel_id": "H"}, ["wrong_link"]),
        (HOTELS, {}, []),
        ({"hotels": []}, {"hotel_id": "H-9"}, []),
        ("not JSON", {"hotel_id": "H-9"}, []),
        (HOTELS, "not JSON", []),
    ],
)
async def test_the_argument_is_a_value_at_the_links_path(content, arguments, expected):
    verdicts = await Links().verdicts(play(content, arguments))
    assert [verdict.code for verdict in verdicts] == expected
    assert all((verdict.scope, verdict.turn) == ("turn", "m3") for verdict in verdicts)


async def test_a_name_that_the_user_said_wins_over_the_link():
    played = play({"hotels": [{"id": "Ritz"}]}, {"hotel_id": "Paris"})
    assert await Links().verdicts(played) == [], "the user spoke of Paris"
    [verdict] = await Links().verdicts(play({"hotels": [{"id": "Ritz"}]}, {"hotel_id": "Rome"}))
    assert verdict.code == "wrong_link"


async def test_an_argument_may_say_more_than_the_value_of_the_link():
    hotels = {"hotels": [{"id": "Angel Stadium"}]}
    for said in ("Angel Stadium, 2000 East Gene Autry Way, Anaheim", "the angel stadium"):
        assert await Links().verdicts(play(hotels, {"hotel_id": said})) == []
    for said in ("Stadium Way, Anaheim", "H-1 or H-12"):
        [verdict] = await Links().verdicts(play(hotels, {"hotel_id": said}))
        assert verdict.code == "wrong_link"
    [verdict] = await Links().verdicts(play(HOTELS, {"hotel_id": "H-1 or H-12"}))
    assert verdict.code == "wrong_link", "an id is no name"


async def test_a_known_value_of_something_else_passes_grounding_and_fails_here():
    played = play(HOTELS, {"hotel_id": "H-9"})
    assert await Grounding().verdicts(played) == []
    assert [verdict.code for verdict in await Links().verdicts(played)] == ["wrong_link"]


async def test_any_call_of_the_sources_tool_may_be_the_source():
    played = context(
        user("Paris"),
        call("get_weather", {"city": "Paris"}, "a"),
        result(HOTELS, "a"),
        call("get_weather", {"city": "Paris", "days": 2}, "b"),
        result({"hotels": [{"id": "H-7"}]}, "b"),
        call("book_hotel", {"hotel_id": "H-7"}, "c"),
        result({}, "c"),
        says("done"),
        steps=STEPS,
    )
    assert await Links().verdicts(played) == []


@pytest.mark.parametrize(
    ("later", "hotel", "expected"),
    [
        ("Take H-9 instead.", "H-9", []),
        ("No, number 42 on that list's last page, called Calder House.", "Calder House", []),
        ("Whichever is best.", "H-9", ["wrong_link"]),
        ("Take H-8 instead.", "H-9", ["wrong_link"]),
    ],
)
async def test_what_the_user_says_after_the_result_wins_over_the_link(later, hotel, expected):
    played = context(
        user("The weather in Paris, and book a hotel from the result. My last one was H-9."),
        call("get_weather", {"city": "Paris"}, "a"),
        result(HOTELS, "a"),
        says("Shall I book H-1?"),
        user(later),
        call("book_hotel", {"hotel_id": hotel}, "b"),
        result({}, "b"),
        says("done"),
        steps=STEPS,
    )
    assert [verdict.code for verdict in await Links().verdicts(played)] == expected


async def test_an_amount_that_was_asked_for_and_told_wins_over_the_link():
    steps = (STEPS[0], Step(tool=BOOK.id, goal="", links=(Link(0, "premium", 1, "guests"),)))
    ask = (says("480 seems the premium. How many guests?"), user("We are twelve."))
    start = (
        user("Paris"),
        call("get_weather", {"city": "Paris"}, "a"),
        result({"premium": 480}, "a"),
    )
    for guests, expected in ((12, []), (480, []), (13, ["wrong_link"])):
        end = (call("book_hotel", {"guests": guests}, "b"), result({}, "b"), says("done"))
        found = await Links().verdicts(context(*start, *ask, *end, steps=steps))
        assert [verdict.code for verdict in found] == expected
