"""Claims of what nobody did."""

import pytest

from claims import SPOKEN
from dialogues import call, context, result, says, user
from toolmind.checks.rules.claim import Claim


async def outcomes(*messages):
    found = await Claim().verdicts(context(*messages))
    return [(one.code, one.turn, one.outcome) for one in found]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ("I have booked the room.", ["no_action"]),
        ("The appointment has been successfully cancelled.", ["no_action"]),
        ("Once it has been cancelled, you get a mail.", []),
        ("I have not booked it.", []),
        ("Please confirm: a table has been booked for two.", []),
        ("Shall I book the room?", []),
        ("There are 10 rooms, such as the Ritz.", ["no_look_up"]),
        ("I found a room in the Ritz.", ["no_look_up"]),
        ("10 hotels were found.", ["no_look_up"]),
        ("I was able to locate 10 hotels.", ["no_look_up"]),
        ("I have 10 hotels for you.", ["no_look_up"]),
        ("The search revealed 10 results.", ["no_look_up"]),
        ("According to our system, you have a room.", ["no_look_up"]),
        ("Shall I look for 10 hotels?", []),
    ],
)
async def test_without_any_call(said, codes):
    assert [code for code, *_ in await outcomes(user("a hotel in Oslo"), says(said))] == codes


async def test_how_many_there_are_is_looked_up_anew():
    before = (user("hotels"), call("get_hotels", {}), result([{}, {}]), says("I found 2 hotels."))
    assert await outcomes(*before, user("Cars?"), says("I found 10 cars.")) == [
        ("no_look_up", "m5", "fail")
    ]
    assert await outcomes(*before, user("Which?"), says("I found 2 hotels.")) == []
    assert await outcomes(*before[:3], user("Which?"), says("I found 2 ones.")) == []
    three = (user("hotels"), call("get_hotels", {}), result([{"id": at} for at in range(3)]))
    assert await outcomes(*three, user("Which?"), says("I found 3 hotels.")) == []
    assert len(await outcomes(*three, user("Which?"), says("I found 4 hotels."))) == 1


async def test_a_call_that_may_change_something_is_believed():
    book = call("book_hotel", {"hotel_id": "H1"})
    done = says("I have booked the room.")
    assert await outcomes(user("book"), book, result({}), done) == []
    failed = result({"error": "x"}, status="error")
    [found] = await outcomes(user("book"), book, failed, done)
    assert found == ("no_action", "m3", "unsure")


async def test_after_look_ups_alone_nobody_is_sure():
    made = (user("room"), call("get_ride", {}), result({}), says("I have booked the ride."))
    assert await outcomes(*made) == [("no_action", "m3", "unsure")]


async def test_what_a_result_tells_is_no_claim():
    state = result({"status": "cancelled"})
    made = (user("?"), call("get_order", {}), state, says("It has been cancelled."))
    assert await outcomes(*made) == []


async def test_what_the_assistant_itself_spoke_of_is_still_a_claim():
    asked = (user("A table for two."), says("Shall I get it booked?"), user("Yes."))
    assert await outcomes(*asked, says("I've booked it.")) == [("no_action", "m3", "fail")]


LANGUAGES = sorted(SPOKEN)
LOOK_UP = (call("get_tables", {}), result({"tables": []}))


@pytest.mark.parametrize(
    "claim", ["Your room has been successfully cancelled.", "Done, it has been cancelled."]
)
async def test_what_is_the_users_or_was_asked_for_was_changed_for_them(claim):
    wanted = user("I do not want it any more.")
    assert await outcomes(wanted, says(claim)) == [("no_action", "m1", "fail")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_claims_in_other_languages(language):
    spoken = SPOKEN[language]
    for claim in spoken.claims:
        asked = user(spoken.request)
        assert await outcomes(asked, says(claim)) == [("no_action", "m1", "fail")], claim
        looked = await outcomes(asked, *LOOK_UP, says(claim))
        assert looked == [("no_action", "m3", "unsure")], claim
        book = (call("book_table", {"guests": 4}), result({}))
        assert await outcomes(asked, *book, says(claim)) == [], claim
        assert await outcomes(asked, user(claim), says(claim)) == [], claim
    for claim in spoken.passives:
        assert await outcomes(user(spoken.request), says(claim)) == [("no_action", "m1", "unsure")]


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        (
            "Кем он был в 1991 году?",
            "В 1991 году он был назначен министром иностранных дел страны.",
        ),
        ("Wann war das Turnier?", "Das Turnier wurde 2020 wegen der Pandemie verschoben."),
        ("¿Qué pasó con el festival?", "El festival de este año ha sido cancelado por la lluvia."),
        ("What of the games?", "The games of 2020 have been rescheduled to 2021."),
    ],
)
async def test_nobody_is_sure_by_whom_something_was_done(question, fact):
    assert await outcomes(user(question), says(fact)) == [("no_action", "m1", "unsure")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_claims_nothing_in_other_languages(language):
    for other in (*SPOKEN[language].others, SPOKEN[language].asks):
        assert await outcomes(user(SPOKEN[language].request), says(other)) == [], other


async def test_nobody_is_sure_of_what_is_said_in_a_language_without_a_lexicon():
    asked = user("Per favore, prenoti un tavolo per quattro persone per domani sera.")
    assert await outcomes(asked, says("Ho prenotato il tavolo per domani sera.")) == []
    assert await outcomes(asked, says("I have booked: il tavolo per domani sera, alle otto.")) == [
        ("no_action", "m1", "unsure")
    ]
