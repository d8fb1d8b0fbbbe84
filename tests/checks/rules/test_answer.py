"""Figures of an answer, and who knew them."""

import pytest
from msgspec.structs import replace

from dialogues import TOOLS, WEATHER, call, context, result, says, user
from toolmind.checks.rules.answer import Answer

RESULT = {
    "price": 1250.5,
    "each": 625.2513,
    "rest": 250,
    "id": "AB-4711",
    "day": "2025-03-07",
    "nights": 23,
}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It costs $1,250.50 for 23 nights.", []),
        ("It costs $1,205.50.", ["untraced_figure"]),
        ("The number is AB-4711.", []),
        ("The number is AB-4171.", ["untraced_figure"]),
        ("There are 3 of them, on March 7th, 2025.", []),
        ("In total that is $1,273.50.", []),  # the price and the nights: it may be worked out
        ("In total that is $9,999.99.", ["untraced_figure"]),
        ("It is rated 23 out of 100.", []),
        ("It is rated 23 over all of 100.", ["untraced_figure"]),
        ("Do you mean 9 May, or is a date wrong?", []),
        ("It is on 9 May.", ["untraced_figure"]),
        ("It is on March 7th, 2052.", ["untraced_figure"]),
        ("It costs about $1,250.50, or 625.3 each.", []),
        ("It costs $1,250.50, or 625.4 each.", ["untraced_figure"]),
        ("The total is 690 (417, 250 and 23).", []),
        ("The total is 691 (417, 250 and 23).", ["untraced_figure"]),
        ("- a room: 417\n- a bed: 23\n\nThat makes 440 together.", []),
        ("- a room: 417\n- a bed: 23\n\nThat makes 404 together.", ["untraced_figure"]),
        ("1. The booking is for 7 March.\n2. It costs $1,250.50.", []),
        ("It is at 4:45 pm.", ["untraced_figure"]),
        ("You asked for 417.", []),
        ("The list is 417,23,1250.5", []),
    ],
)
async def test_figures_are_traced(said, expected):
    made = (user("Room 417?"), call("get_weather", {"city": "Oslo"}), result(RESULT), says(said))
    verdicts = await Answer().verdicts(context(*made))
    assert [(one.code, one.turn) for one in verdicts] == [(code, "m3") for code in expected]


async def test_a_day_that_a_question_offers_is_for_judges():
    made = (user("Room 417?"), call("get_weather", {"city": "Oslo"}), result(RESULT))
    for said, expected in (
        ("Shall I look for 9 May?", ["unsure"]),
        ("Is it 9 May or another day", ["unsure"]),
        ("It is on 9 May. Is that right?", ["fail"]),
        ("Is it for 2 nights at $999?", ["fail"]),
        ("Shall I look for March 7th?", []),
    ):
        verdicts = await Answer().verdicts(context(*made, says(said)))
        assert [one.outcome for one in verdicts] == expected


async def test_what_was_offered_is_known_once_the_user_has_answered():
    offer = says("None on that day, but I could tell the one of 3 May 2022, if you want?")
    made = (user("Room 417?"), offer, user("Yes."), call("get_weather", {}), result(RESULT))
    verdicts = await Answer().verdicts(context(*made, says("That of 3 May 2022 is 23.")))
    assert verdicts == []
    wrong = context(*made, says("That of 4 May 2022 is 23."))
    assert [one.turn for one in await Answer().verdicts(wrong)] == ["m5"]


async def test_what_a_result_tells_later_was_not_known_before():
    made = (user("How much?"), says("It is 1250."), user("?"), call("x", {}), result(RESULT))
    assert [one.turn for one in await Answer().verdicts(context(*made))] == ["m1"]


async def test_all_under_one_key_may_be_summed_up():
    made = [user("Four trips.")]
    for name, price in (("a", "146"), ("b", "112"), ("c", "158")):
        made += [call("x", {}, name), result({"price": price, "nights": 61}, name)]
    told = [*made, says("By my sum the three come to 416.")]
    assert await Answer().verdicts(context(*told)) == []
    wrong = [*made, says("By my sum the three come to 461.")]
    assert [one.code for one in await Answer().verdicts(context(*wrong))] == ["untraced_figure"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("It arrives on the next day, 18 May.", []),
        ("It arrives on 18 May.", ["untraced_figure"]),
        ("It arrives on the next day, 19 May.", ["untraced_figure"]),
        ("It arrives on the next day, 31 February.", ["untraced_figure"]),
    ],
)
async def test_the_day_beside_one_that_was_spoken_of(said, expected):
    made = (user("Back on 17 May."), call("x", {}), result({"ok": True}), says(said))
    assert [one.code for one in await Answer().verdicts(context(*made))] == expected


async def test_what_a_cut_result_held_nobody_knows():
    made = (user("How many?"), call("x", {}), result("They are 12, 14, 16...", "c1"))
    verdicts = await Answer().verdicts(context(*made, says("There are 4711 of them.")))
    assert [one.outcome for one in verdicts] == ["unsure"]


async def test_who_can_only_search_may_know_it():
    schema = {"type": "object", "properties": {"query_list": {}}, "required": ["query_list"]}
    search = replace(WEATHER, name="search", parameters=schema)
    asked = (user("When was he in office?"), says("From 1969 to 1974."))
    for tools, outcome in (({}, "unsure"), (TOOLS, "fail")):
        verdicts = await Answer().verdicts(context(*asked, tools={"search": search, **tools}))
        assert [one.outcome for one in verdicts] == [outcome]
