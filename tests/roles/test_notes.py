"""What a person says next, by rule: wishes, values, corrections, answers, and when all is said."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from dialogues import BOOK, WEATHER, call, result, says, scenario, user
from toolmind.records import Link, Message, Scenario, Step
from toolmind.roles.notes import CONSENT, FOUND, UNKNOWN, Note, holds, next_note

TOOLS = {WEATHER.id: WEATHER, BOOK.id: BOOK}
SEE = Step(
    tool=WEATHER.id, goal="See the weather", known={"city": "Paris", "days": 3}, withheld=("days",)
)
RESERVE = Step(tool=BOOK.id, goal="Reserve a room", known={"hotel": "Ritz"})


def note(played: Scenario, *messages: Message) -> Note:
    found = next_note(played, TOOLS, messages)
    assert found is not None
    return found


def test_the_first_message_has_all_wishes_and_what_need_not_be_asked_for() -> None:
    together = replace(scenario(SEE, RESERVE), manner="at the same time")
    said = note(together)
    assert said == Note(
        "first", ("See the weather", "Reserve a room"), {"city": "Paris", "hotel": "Ritz"}
    )
    gradual = note(scenario(SEE, RESERVE))
    assert gradual.wanted == ("See the weather",)


def test_without_a_step_it_says_what_it_is_after() -> None:
    assert note(replace(scenario(), intent="Some advice.")) == Note("first", ("Some advice.",))


ASKED = user("See the weather in Paris.")


def test_what_was_withheld_is_said_once_the_assistant_has_spoken() -> None:
    told = note(scenario(SEE), ASKED, says("For how many days?"))
    assert told == Note("next", ("See the weather",), {"city": "Paris", "days": 3})


DETAILED = user("See the weather in Paris for 3 days.")


@pytest.mark.parametrize(
    ("heard", "wanted"),
    [
        ("Shall I look it up?", CONSENT),
        ("Please confirm that I may look.", "See the weather"),
        ("Is that right? Please confirm.", CONSENT),
        ("What should I use for the wind?", UNKNOWN),
        ("For which city?", "See the weather"),
        ("Please provide more details.", "See the weather"),
        ("I cannot do that.", "See the weather"),
    ],
)
def test_a_question_is_answered_and_a_wish_for_which_nothing_was_done_said_again(
    heard: str, wanted: str
) -> None:
    assert note(scenario(SEE), DETAILED, says(heard)).wanted == (wanted,)


LOOKED = (DETAILED, call("get_weather", {"city": "Paris"}), result({}))


def test_the_next_wish_comes_when_something_was_done_for_the_last() -> None:
    both = scenario(SEE, RESERVE)
    assert note(both, *LOOKED, says("Fine.")) == Note(
        "next", ("Reserve a room",), {"hotel": "Ritz"}
    )


def test_a_wish_is_given_up_that_was_told_twice_in_the_same_words() -> None:
    refused = (DETAILED, says("I cannot do that."))
    both = scenario(SEE, RESERVE)
    assert note(both, *refused).wanted == ("See the weather",)
    assert note(both, *refused, *refused).wanted == ("Reserve a room",)
    assert next_note(scenario(SEE), TOOLS, refused * 2) is None


def test_it_ends_when_all_was_tried_and_nothing_is_asked() -> None:
    for last in ("It will be fine.", "It is fine. Can I help you with anything else?"):
        assert next_note(scenario(SEE), TOOLS, (*LOOKED, says(last))) is None
    assert note(scenario(SEE), *LOOKED, says("It failed. Shall I try again?")).wanted == (CONSENT,)


def test_what_was_said_wrong_is_taken_back() -> None:
    step = replace(SEE, first_told={"city": "Rome"}, withheld=())
    first = note(scenario(step))
    assert first.values["city"] == "Rome"
    asked = user("See the weather in Rome for 3 days.")
    back = note(scenario(step), asked, call("get_weather", {"city": "Rome"}), says("Fine."))
    assert back == Note("correction", ("See the weather",), {"city": "Paris"}, {"city": "Rome"})


def test_what_a_result_holds_is_to_be_found_there() -> None:
    link = Link(src=0, src_output="id", dst=1, dst_input="note")
    linked = replace(RESERVE, known={}, links=(link,))
    messages = (*LOOKED, says("Fine."), user("Reserve a room."), says("What note?"))
    assert note(scenario(SEE, linked), *messages).wanted == (FOUND,)


def test_wishes_alike_have_their_values_as_a_list() -> None:
    steps = (replace(SEE, known={"city": city}) for city in ("Paris", "Rome", "Paris"))
    together = replace(scenario(*steps), manner="at the same time")
    assert note(together).values == {"city": ["Paris", "Rome"]}


@pytest.mark.parametrize(
    ("value", "held"),
    [
        ("pacific Fund", True),
        ("Pacific", True),
        (12, True),
        (12.0, True),
        ("PF-7", True),
        ("PF_7", False),
        (1, False),
        (["Fund", 12], True),
        ({"a": "Bond"}, False),
        (True, True),
        (None, True),
        ("", True),
        ("+", True),  # no word of it could be there
    ],
)
def test_a_text_holds_a_value_as_it_stands(value: Any, held: bool) -> None:
    assert holds("Put 12 into the Pacific Fund, PF-7.", value) is held
