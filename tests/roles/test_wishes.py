"""Which wishes a user has spoken of, and which were tried."""

from __future__ import annotations

from msgspec.structs import replace

from dialogues import BOOK, WEATHER, call, result, says, scenario, supplied, user
from toolmind.records import Step
from toolmind.roles.wishes import due_tools, unsaid, untried

SEE = Step(tool=WEATHER.id, goal="see the weather forecast", known={"city": "Paris"})
BOOKED = Step(tool=BOOK.id, goal="book a hotel room", known={"hotel_id": "H-77"})
TOOLS = {tool.id: tool for tool in (WEATHER, BOOK)}


def goals(steps: list[Step]) -> list[str]:
    return [step.goal for step in steps]


def test_a_wish_is_spoken_of_by_its_words_or_by_a_value_of_it() -> None:
    both = scenario(SEE, BOOKED)
    assert unsaid(both, TOOLS, [user("What is the forecast? And I need a room.")]) == []
    assert unsaid(both, TOOLS, [user("How is it in paris, and is H-77 free?")]) == []
    assert goals(unsaid(both, TOOLS, [user("Show me the weather")])) == ["book a hotel room"]
    assert goals(unsaid(both, TOOLS, [user("Hi"), says("I book a hotel room in Paris")])) == goals(
        [SEE, BOOKED]
    )


def test_what_was_done_was_asked_for_in_whatever_words() -> None:
    both = scenario(SEE, BOOKED)
    done = [user("Do I need an umbrella?"), call("get_weather", {}), result({})]
    assert goals(unsaid(both, TOOLS, done)) == ["book a hotel room"]
    assert goals(unsaid(both, TOOLS, done[:1])) == goals([SEE, BOOKED])


def test_a_wish_is_tried_by_a_call_of_its_own() -> None:
    twice = scenario(SEE, SEE, BOOKED)
    called = [
        call("get_weather", {}),
        result({}),
        call("book_hotel", {}),
        result({}, status="error"),
    ]
    assert goals(untried(twice, TOOLS, called)) == ["see the weather forecast"]


def test_what_cannot_be_called_need_not_be_tried() -> None:
    hidden = Step(tool="pool/hidden", goal="something else")
    assert untried(scenario(hidden), {"pool/hidden": replace(BOOK, name="hidden")}, []) == []


def test_what_the_user_does_not_ask_for_is_not_missed() -> None:
    steps = (replace(SEE, implied=True), replace(BOOKED, vague="somewhere to sleep"))
    found = unsaid(scenario(*steps), TOOLS, [user("I need somewhere I can sleep.")])
    assert goals(found) == []
    assert goals(untried(scenario(*steps), TOOLS, [])) == ["book a hotel room"]


def test_tools_come_once_all_else_is_done_and_the_assistant_has_spoken() -> None:
    one = supplied()
    due = {
        end: due_tools(one.scenario, TOOLS, one.trajectory.messages[:end])
        for end in range(len(one.trajectory.messages) + 1)
    }
    assert {end: names for end, names in due.items() if names} == {6: ("book_hotel",)}
    undone = [user("See the weather, and book H-77."), says("I cannot book.")]
    assert due_tools(one.scenario, TOOLS, undone) == ()
