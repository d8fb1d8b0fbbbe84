"""The clock is told with its weekday, which a model cannot be trusted to work out."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records.clock import situated, spoken


def test_a_clock_is_spoken_to_the_minute_with_its_weekday() -> None:
    assert spoken("2025-03-04T09:30") == "2025-03-04 09:30, Tuesday"
    assert spoken("2024-02-29T23:59:59") == "2024-02-29 23:59, Thursday"
    assert spoken("2025-03-04T09:30+02:00") == "2025-03-04 09:30, Tuesday"


def test_in_json_the_clock_stays_as_it_is() -> None:
    assert situated("2025-03-09T00:00") == {"now": "2025-03-09T00:00", "weekday": "Sunday"}


@given(st.datetimes())
def test_the_weekday_is_the_calendars(moment: datetime) -> None:
    clock = moment.isoformat(timespec="minutes")
    assert spoken(clock) == f"{clock.replace('T', ' ')}, {moment:%A}"
    assert situated(clock)["weekday"] == f"{moment:%A}"


@pytest.mark.parametrize("tell", [spoken, situated])
def test_what_is_no_date_is_refused(tell: object) -> None:
    with pytest.raises(ValueError, match="soon"):
        tell("soon")  # type: ignore[operator]
