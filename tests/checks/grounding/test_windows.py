"""Windows of days that a text sets."""

from datetime import date

import pytest

from toolmind.checks.grounding.windows import Window, window_in

CLOCK = date(2026, 4, 20)  # a Monday


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("any day between 3 and 7 May", Window(date(2026, 5, 3), date(2026, 5, 7))),
        ("between May 3rd and the 7th", Window(date(2026, 5, 3), date(2026, 5, 7))),
        ("between 2026-05-03 and 2026-05-07", Window(date(2026, 5, 3), date(2026, 5, 7))),
        ("between the first and the fifth of May", Window(date(2026, 5, 1), date(2026, 5, 5))),
        ("not before May 4", Window(date(2026, 5, 4), None)),
        ("no earlier than the 4th of May", Window(date(2026, 5, 4), None)),
        ("by Friday", Window(None, date(2026, 4, 24))),
        ("it must be done no later than May 2, 2026", Window(None, date(2026, 5, 2))),
        ("before May 2", Window(None, date(2026, 5, 2))),
        ("between 3 and 7 guests", None),
        ("between 3 and 5 pm on May 7", None),
        ("by bus", None),
        ("I was there before", None),
        ("the floor won't be finished by Tuesday", None),
        ("please don't bring it before May 2", None),
        ("it is not urgent, by Friday is fine", Window(None, date(2026, 4, 24))),
    ],
)
def test_windows(said, window):
    assert window_in(said, CLOCK) == window


def test_a_window_in_words():
    assert str(Window(date(2026, 5, 3), date(2026, 5, 7))) == "between 2026-05-03 and 2026-05-07"
    assert str(Window(None, date(2026, 5, 7))) == "by 2026-05-07"
    assert str(Window(date(2026, 5, 3))) == "on or after 2026-05-03"
