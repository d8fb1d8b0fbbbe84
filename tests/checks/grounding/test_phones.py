"""A telephone number, as the user writes it and as a call has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import call, context, result, says, user
from toolmind.checks.grounding.check import Grounding
from toolmind.checks.grounding.phones import phones_in, same_phone


@pytest.mark.parametrize(
    ("said", "argument", "expected"),
    [
        ("My phone is +1 415 555 0132.", "4155550132", []),
        ("Call me at +44 20 7946 0958.", "02079460958", []),
        ("Call me at (415) 555-0132.", "+14155550132", []),
        ("Call me at 415 555 0132.", "+1-415-555-0132", []),
        ("Ring 415 555 0132.", "415 555 0123", ["invented_identifier"]),
        ("Ring 415 555 0132.", "5550132000", ["invented_identifier"]),
        ("The order is 14155550132.", "4155550132", ["invented_identifier"]),  # an id of digits
    ],
)
async def test_a_number_is_known_in_another_form(said, argument, expected):
    made = (user(said), call("get_weather", {"city": argument}), result({}), says("ok"))
    verdicts = await Grounding().verdicts(context(*made))
    assert [one.code for one in verdicts] == expected


@given(st.integers(200_0000_000, 999_9999_999), st.integers(1, 998))
def test_a_country_before_it_makes_it_no_other(number, country):
    local = f"{number:010d}"
    written = f"+{country} {local[:3]} {local[3:6]} {local[6:]}"
    assert list(phones_in(f"ring {written}, please")) == [written]
    assert same_phone(written, local) and same_phone(f"0{local}", written)
    other = local[:-1] + str((int(local[-1]) + 1) % 10)
    assert not same_phone(written, other)
