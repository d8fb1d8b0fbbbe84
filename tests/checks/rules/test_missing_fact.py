"""Required values that are not there."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.missing_fact import MissingFact


async def codes(name, arguments, said="book it"):
    made = (user(said), call(name, arguments), result({}), says("Done."))
    return [one.code for one in await MissingFact().verdicts(context(*made))]


@pytest.mark.parametrize("value", ["", " ", "unknown", "Not provided", "null", "?", None])
async def test_what_is_required_is_known(value):
    assert await codes("book_hotel", {"hotel_id": value}) == ["unknown_value"]
    assert await codes("book_hotel", {"hotel_id": "H1", "note": value}) == []


async def test_a_word_that_was_said_is_a_value():
    assert await codes("book_hotel", {"hotel_id": "None"}, "a hotel called None") == []
    assert await codes("book_hotel", {"hotel_id": "None"}, "nonesuch") == ["unknown_value"]


async def test_of_tools_that_nobody_defines_only_words_count():
    assert await codes("fly", {"to": "unknown"}) == ["unknown_value"]
    assert await codes("fly", {"to": "", "via": None}) == []
