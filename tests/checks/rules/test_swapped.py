"""Values in each other's places."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.swapped import Swapped
from toolmind.records import Message


async def found(*messages):
    return [one.turn for one in await Swapped().verdicts(context(*messages, says("Done.")))]


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("My user name is bo and my password is xy1.", {"username": "bo", "password": "xy1"}),
        ("From Oslo to Rome, please.", {"origin": "Oslo", "destination": "Rome"}),
        ("The patient is Ann, the doctor is Bo.", {"patient_name": "Ann", "doctor_name": "Bo"}),
        ("At the Ritz at 7:30.", {"location": "Ritz", "time": "19:30"}),
        ("20 to Bo", {"amount": "20", "recipient": "Bo"}),
        ("Bo", {"email": "bo@x.org", "nickname": "Bo"}),
    ],
)
async def test_what_is_said_and_how_it_looks_tells_where_it_belongs(said, arguments):
    one, other = arguments
    crossed = {one: arguments[other], other: arguments[one]}
    assert await found(user(said), call("act", crossed), result({})) == ["m1"]
    assert await found(user(said), call("act", arguments), result({})) == []


async def test_a_place_that_answers_a_question_is_of_no_earlier_way():
    rents = (user("A car from Oslo."), says("Done. What else?"), user("A bus there."))
    asked = (*rents, says("From where?"), user("Rome."))
    right = call("ride", {"origin": "Rome", "destination": "Oslo"})
    assert await found(*asked, right, result({})) == []


async def test_the_question_tells_what_was_answered():
    asked = (user("A film of the genre Ann Bo."), says("Of which genre?"), user("Drama"))
    right = call("find", {"genre": "Drama", "starring": "Ann Bo"})
    assert await found(*asked, right, result({})) == []


async def test_the_way_back_goes_the_other_way():
    back = call("fly", {"origin": "Rome", "destination": "Oslo"})
    assert await found(user("From Oslo to Rome and back."), back, result({})) == []


async def test_keys_calls_and_lines_that_held_a_value():
    look = (call("find", {"city": "Oslo"}, "a"), result([{"hotel_name": "Ritz"}], "a"))
    wrong = call("book", {"city": "Ritz", "hotel_name": "Oslo"}, "b")
    assert await found(user("?"), *look, wrong, result({}, "b")) == ["m3"]
    told = Message(role="system", content="session_token: 98a5-b404\nusername: bo")
    logs = call("done", {"reminder_id": "98a5-b404", "session_token": "0b-51"})
    assert await found(told, user("0b-51 is done"), logs, result({})) == ["m2"]


async def test_where_nothing_tells_nothing_is_said():
    unknown = call("act", {"first": "x", "second": "y"})
    assert await found(user("y, x"), unknown, result({})) == []
    assert await found(user("y"), call("act", '{"first'), result({})) == []


async def test_a_word_of_the_sentence_before_says_nothing_of_a_value_that_is_named():
    said = 'Update the specified attributes of the folder. The name is "Northern folder".'
    made = (user("Hello."), call("make", {}, "a"), result({"root_folder": "fld-8"}, "a"))
    right = call("update", {"folder_id": "fld-8", "name": "Northern folder"}, "b")
    assert await found(*made, user(said), right, result({}, "b")) == []
