"""Numbers of how many, and those of days."""

import pytest

from toolmind.checks.grounding.counts import is_count, is_counted


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("for 5 days", True),
        ("for five", True),
        ("from March 5th", False),
        ("from 5 March on", False),
        ("on 2019-03-05 05:00", False),
        ("at 5 pm, or 5:30", False),
        ("on 3/5", False),
        ("3rd January 5 seats", True),
        ("a table for 5 at 5 pm", True),
    ],
)
def test_a_part_of_a_day_or_a_time_is_no_count(said, counted):
    assert is_counted(5, ["Hello", said]) is counted


def test_names_of_counts():
    assert is_count(("number", "of", "rooms")) and is_count(("party", "size"))
    assert not is_count(("day",)) and not is_count(("price",))
