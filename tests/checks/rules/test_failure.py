"""A failure is told, not passed over."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.failure import IgnoredFailure

FAILED = (user("Book H1"), call("book_hotel", {"hotel_id": "H1"}), result("{}", status="error"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The room is booked.", ["ignored"]),
        ("Sorry, that did not work.", []),
        ("Could you give me another id?", []),
        ("Das Zimmer ist für Sie gebucht.", []),  # no rule reads it
    ],
)
async def test_what_is_said_after_a_failure(said, expected):
    verdicts = await IgnoredFailure().verdicts(context(*FAILED, says(said)))
    assert [one.code for one in verdicts] == expected


async def test_one_of_two_that_failed_may_go_unsaid():
    both = (*FAILED, result({"state": "done"}, "c2"), says("The room is booked."))
    assert not await IgnoredFailure().verdicts(context(*both))


async def test_an_answer_after_nothing_ignores_nothing():
    assert not await IgnoredFailure().verdicts(context(user("Hi"), says("Good morning.")))
