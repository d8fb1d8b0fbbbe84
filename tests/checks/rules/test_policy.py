"""Calls against the scenario's policy."""

import pytest

from dialogues import BOOK, WEATHER, call, context, result, says, user
from toolmind.checks.rules.policy import Policy
from toolmind.records import Step

PARIS = (call("get_weather", {"city": "Paris"}, "a"), result({}, "a"))


async def codes(*messages, **changes):
    return [verdict.code for verdict in await Policy().verdicts(context(*messages, **changes))]


def ruled(ruling, tool=WEATHER, **known):
    return Step(tool=tool.id, goal="", known=known, ruling=ruling)


@pytest.mark.parametrize("ruling", ["refuse", "hand_over"])
async def test_what_is_refused_or_left_to_a_person_is_not_called(ruling):
    played = (user("Paris?"), *PARIS, says("Sun."))
    assert await codes(*played, steps=[ruled(ruling)]) == ["forbidden_call"]
    assert await codes(*played, steps=[ruled(ruling, BOOK)]) == []
    assert await codes(user("Paris?"), says("I may not."), steps=[ruled(ruling)]) == []


async def test_a_ruling_is_on_its_step_not_on_the_tool():
    rome = Step(tool=WEATHER.id, goal="", known={"city": "Paris"})
    played = (user("Paris?"), *PARIS, says("Sun."))
    assert await codes(*played, steps=[ruled("refuse", city="Rome"), rome]) == ["forbidden_call"]


@pytest.mark.parametrize("asked", ["Shall I look?", "调べますか？", "هل أبحث؟"])
async def test_what_is_to_be_confirmed_is_called_after_a_question_and_its_answer(asked):
    confirmed = (user("Paris?"), says(asked), user("Yes."), *PARIS, says("Sun."))
    assert await codes(*confirmed, steps=[ruled("confirm")]) == []


@pytest.mark.parametrize(
    "played",
    [
        (user("Paris?"), *PARIS, says("Sun.")),
        (user("Hi."), says("Hello."), user("Paris?"), *PARIS, says("Sun.")),
        (user("Paris?"), says("Shall I?"), user("Yes."), says("Fine."), user("Now."), *PARIS),
    ],
)
async def test_what_was_not_asked_for_is_not_confirmed(played):
    assert await codes(*played, steps=[ruled("confirm")]) == ["unconfirmed_call"]
