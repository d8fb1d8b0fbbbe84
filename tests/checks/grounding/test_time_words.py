"""Words that say how days and times are meant."""

from datetime import date

import pytest

from toolmind.checks.grounding.time_words import (
    REPEATS,
    SHIFTS,
    STAMP,
    TIME_OF_DAY,
    lies_beside,
    seconds_between,
)


@pytest.mark.parametrize(
    ("form", "said", "other"),
    [
        (TIME_OF_DAY, "at seven", "on the 7th"),
        (TIME_OF_DAY, "half past eight", "2026-11-30 8"),
        (REPEATS, "every Friday", "on Friday"),
        (SHIFTS, "an hour earlier", "at noon"),
        (STAMP, "time: 2026-11-30", "time: noon"),
    ],
)
def test_what_they_find(form, said, other):
    assert form.search(said)
    assert not form.search(other)


def test_days_beside_others():
    days = {date(2026, 5, 9)}
    assert lies_beside(date(2026, 5, 7), days, "two days before")
    assert lies_beside(date(2026, 5, 16), days, "the week after")
    assert not lies_beside(date(2026, 5, 8), days, "two days before")


def test_two_times_tell_how_long_it_takes():
    assert 5400 in seconds_between(["from 2:00 pm", "to 3:30 pm"])
    assert 5400 not in seconds_between(["at 2:00 pm"])
