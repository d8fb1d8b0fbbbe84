"""Faults of single calls, each in a row that has it."""

from datetime import datetime

import pytest

from audit_rows import ASK, CLOCK, answer, calls, found, right, row, text, typed, weather
from toolmind.audit.call_faults import clock_of, is_secret
from toolmind.records import Message

BAD = {
    "invalid_arguments": [
        row(CLOCK, ASK, weather(days="two")),
        row(CLOCK, ASK, weather(town="Paris")),
    ],
    "unparsable_arguments": [row(CLOCK, ASK, calls("get_weather", '{"city": "Par'))],
    "arguments_no_object": [
        row(CLOCK, ASK, calls("get_weather", '["Paris"]')),
        row(CLOCK, ASK, calls("get_weather", "null")),
    ],
    "unknown_tool": [row(CLOCK, ASK, calls("sing", "{}"))],
    "invented_date": [
        row(ASK, weather(date="2025-03-06")),
        row(CLOCK, ASK, weather(date="2025-03-09")),
    ],
    "invented_id": [
        row(ASK, calls("book_hotel", '{"hotel_id": "H-1"}')),
        row(ASK, calls("book_hotel", '{"hotel_id": "Ritz"}')),
    ],
    "invented_value": [
        row(ASK, calls("get_weather", '{"city": "Rome"}')),
        row(ASK, weather(days=3)),
        row(ASK, weather(include_wind=True)),
    ],
    "repeated_lookup": [row(ASK, weather("a"), answer(call_id="a"), weather("b"))],
    "unlinked": [
        row(ASK, weather("a"), answer(call_id="b"), text()),
        row(ASK, weather("a"), text()),
        row(ASK, weather(""), answer(call_id=""), text()),
    ],
}


@pytest.mark.parametrize(("name", "bad"), [(n, r) for n, rows in BAD.items() for r in rows])
def test_a_row_with_the_fault_is_found_and_placed(name, bad, tmp_path):
    faults = found(tmp_path, right(), bad)
    assert name in faults
    assert faults[name].rows == 1
    assert faults[name].where.startswith(f"{tmp_path}/data.jsonl:2")
    assert faults[name].example


def test_a_turn_without_loss_may_be_wrong(tmp_path):
    wrong = {**weather("a", days="two"), "weight": 0}
    healed = weather("b")
    masked = row(CLOCK, ASK, wrong, answer('{"error": "days"}', "a"), healed, answer("{}", "b"))
    masked["messages"] += [text(weight=1)]
    assert found(tmp_path, masked) == {}
    wrong["weight"] = 1
    assert "invalid_arguments" in found(tmp_path, masked)


def test_a_result_may_be_an_object_and_a_content_a_list_of_parts(tmp_path):
    told = answer(content={"best": "H-1"})
    asked = {"role": "user", "content": [{"type": "text", "text": "Paris, the best one"}]}
    book = calls("book_hotel", '{"hotel_id": "H-1"}', "b")
    assert "invented_id" not in found(tmp_path, row(asked, weather(), told, book))


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        ('{"city": 3, "town": 1}', set()),
        ('{"city"', {"unparsable_arguments"}),
        ("[]", {"arguments_no_object"}),
    ],
)
def test_under_a_broken_schema_only_the_form_of_arguments_is_judged(arguments, faults, tmp_path):
    broken = row(CLOCK, ASK, calls("get_weather", arguments), tools=typed(city={"type": "str"}))
    of_arguments = {"invalid_arguments", "unparsable_arguments", "arguments_no_object"}
    assert found(tmp_path, broken).keys() & of_arguments == faults


def test_a_repeat_that_is_not_learnt_is_no_fault(tmp_path):
    again = {**weather("b"), "weight": 0}
    masked = row(ASK, weather("a"), answer(call_id="a"), again, answer(call_id="b"), text())
    masked["messages"][1]["weight"] = masked["messages"][-1]["weight"] = 1
    assert "repeated_lookup" not in found(tmp_path, masked)


def test_the_last_message_may_still_await_its_results(tmp_path):
    assert "unlinked" not in found(tmp_path, row(CLOCK, ASK, weather()))


def test_an_invention_without_a_clock_says_so(tmp_path):
    fault = found(tmp_path, row(ASK, weather(date="2025-03-06")))["invented_date"]
    assert fault.example == ("get_weather: nobody gave date = '2025-03-06', and there is no clock")


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("hotel_id", True),
        ("user.apiKey", True),
        ("payment.cards[].pin", True),
        ("city", False),
        ("user.city", False),
        ("identity", False),
    ],
)
def test_the_last_name_of_a_path_tells_a_credential_or_id(path, secret):
    assert is_secret(path) is secret


MARCH = datetime(2025, 3, 5)


@pytest.mark.parametrize(
    ("system", "user", "clock"),
    [
        ("Current date and time: 2025-03-05 10:30.", "", datetime(2025, 3, 5, 10, 30)),
        ("Today is 2025-03-05.", "", MARCH),
        ("Today is March 5, 2025.", "", MARCH),
        ("Be helpful.", "It is now 2025-03-05T10:30, what next?", datetime(2025, 3, 5, 10, 30)),
        ("Today is 2025-03-05.", "Today is 2026-01-01.", MARCH),
        ("The date is told by the user.", "Today is 2025-03-05.", MARCH),
        ("Founded on 2025-03-05.", "See you on 2025-03-06.", None),
        ("The current date is 2025-99-99.", "", None),
        ("", "", None),
    ],
)
def test_the_clock_is_what_the_system_prompt_or_else_the_user_says_it_is(system, user, clock):
    said = (Message(role="system", content=system), Message(role="user", content=user))
    assert clock_of(said) == clock
