"""Words that say how days and times are meant."""

import pytest

from toolmind.checks.grounding.time_words import APART, REPEATS, SHIFTS, STAMP, TIME_OF_DAY


@pytest.mark.parametrize(
    ("form", "said", "other"),
    [
        (TIME_OF_DAY, "at seven", "on the 7th"),
        (TIME_OF_DAY, "half past eight", "2026-11-30 8"),
        (REPEATS, "every Friday", "on Friday"),
        (APART, "2 days before", "two days"),
        (SHIFTS, "an hour earlier", "at noon"),
        (STAMP, "time: 2026-11-30", "time: noon"),
    ],
)
def test_what_they_find(form, said, other):
    assert form.search(said)
    assert not form.search(other)
