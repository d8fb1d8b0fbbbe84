"""Times: their forms, their order within an object, on which side of the clock they lie."""

from datetime import datetime, timedelta

import pytest

from drawn_values import CLOCK, numbers, objects, texts
from toolmind.offline.values import generate


def test_the_parts_of_a_date_are_of_one_moment():
    whole = {"type": "integer"}
    parts = {
        "type": "object",
        "properties": dict.fromkeys(("year", "month", "day"), whole),
        "required": ["year", "month", "day"],
    }
    clock = {
        "type": "object",
        "properties": dict.fromkeys(("hours", "seconds", "nanos"), whole),
        "required": ["hours", "seconds", "nanos"],
    }
    for made in objects({"dueDate": parts, "dueTime": clock}):
        assert CLOCK < datetime(**made["dueDate"]) + timedelta(days=1) < CLOCK + timedelta(days=60)
        assert made["dueTime"]["hours"] < 24 and made["dueTime"]["seconds"] < 60


@pytest.mark.parametrize(
    ("names", "granularity"),
    [
        (("check_in_date", "check_out_date"), "date"),
        (("startTime", "endTime"), "date-time"),
        (("from_date", "to_date"), "date"),
        (("created_at", "updated_at"), "date-time"),
        (("departure_date", "return_date"), "date"),
        (("birth_date", "created_at"), None),
    ],
)
def test_times_of_one_object_are_in_order(names, granularity):
    form = {"type": "string"} | ({"format": granularity} if granularity else {})
    for made in objects(dict.fromkeys(names, form)):
        first, second = (made[name] for name in names)
        assert first <= second, made
        if granularity == "date":
            assert first < second


def test_times_lie_near_the_clock():
    for made in texts("appointment_date"):
        assert CLOCK < datetime.fromisoformat(made) < CLOCK + timedelta(days=60)
    for made in texts("created_at"):
        assert CLOCK - timedelta(days=120) < datetime.fromisoformat(made[:-1]) < CLOCK
    past = objects(
        {"start_date": "Start of the report's period", "end_date": "End of it"}, "report"
    )
    assert all(made["start_date"] < "2026-03-10" for made in past)


def test_a_date_as_a_number_lies_near_the_clock():
    for value in numbers("internalDate", "integer", description="Creation date (epoch ms)."):
        assert abs(value / 1000 - CLOCK.timestamp()) < 366 * 86_400


def test_what_has_started_did_so_before_now_and_before_it_ended():
    for each in objects({"startedAt": "When it did.", "stoppedAt": "When it did."}):
        assert each["startedAt"] <= each["stoppedAt"] <= CLOCK.isoformat()


def test_a_forecast_lies_ahead_and_an_event_was():
    moment = {"type": "string", "format": "date-time"}
    made = objects({"forecastedBreachTime": moment, "eventTimestamp": moment}, name="event")
    now = CLOCK.isoformat()
    assert all(each["eventTimestamp"] < now < each["forecastedBreachTime"] for each in made)


@pytest.mark.parametrize("name", ["UnhealthySince", "stopped_since", "connectedToSystemTime"])
def test_what_has_been_so_since_lies_in_the_past(name):
    made = {
        generate(
            {"type": "string", "format": "date-time"}, seed=seed, name=f"state.{name}", clock=CLOCK
        )
        for seed in range(20)
    }
    assert max(made) <= CLOCK.isoformat()
