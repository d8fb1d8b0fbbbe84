"""Dates and times in the forms people use, and what a span or a clock makes of them."""

from datetime import date, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolmind.checks.grounding.dates import (
    dates_in,
    days_named,
    days_told,
    digits,
    parse_moment,
    times_in,
    times_named,
)

TODAY = date(2025, 3, 5)  # a Wednesday
YEARS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def days(*numbers, month=3):
    return {date(2025, month, number) for number in numbers}


@pytest.mark.parametrize(
    "said",
    [
        "tomorrow",
        "on Thursday",
        "March 6th",
        "the 6th of March",
        "6 March 2025",
        "3/6/2025",
        "06.03.2025",
        "on the sixth",
        "2025-03-06T09:00:00Z",
        "in one day",
        "the day after today",
        "20250306",
    ],
)
def test_dates_in_the_forms_people_use(said):
    text = said.replace("the day after today", "1 day after today")
    assert date(2025, 3, 6) in dates_in(text, TODAY)


@pytest.mark.parametrize("said", ["tomorrow", "on Thursday", "March 6th", "next week", "the 6th"])
def test_without_a_clock_a_relative_date_has_no_answer(said):
    assert dates_in(said, None) == set()


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("at 6 pm", (18, 0)),
        ("at 6:30 p.m.", (18, 30)),
        ("half past six", (18, 30)),
        ("quarter to 7 in the morning", (6, 45)),
        ("at noon", (12, 0)),
        ("18:05", (18, 5)),
        ("at 12 am", (0, 0)),
    ],
)
def test_times_in_the_forms_people_use(said, time):
    assert time in times_in(said)


def test_a_time_that_was_not_said_is_not_found():
    assert (17, 0) not in times_in("at 6 pm")
    assert (6, 0) not in times_in("at 6 pm")


@given(st.integers(0, 99))
def test_number_words_below_a_hundred_are_read(number):
    tens = "  twenty thirty forty fifty sixty seventy eighty ninety".split(" ")
    units = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    ).split()
    word = units[number] if number < 20 else tens[number // 10]
    if number >= 20 and number % 10:
        word += f"-{units[number % 10]}"
    assert digits(word) == str(number)


@pytest.mark.parametrize(
    ("said", "dates"),
    [
        ("today", days(5)),
        ("this evening", days(5)),
        ("the day after tomorrow", days(6, 7)),
        ("the day before yesterday", days(3, 4)),
        ("on Friday", days(7) | days(28, month=2)),
        ("this Friday", days(7)),
        ("next Friday", days(7, 14)),
        ("last Friday", days(28, 21, month=2)),
        ("on Wednesday", days(5, 12) | days(26, month=2)),  # it is Wednesday
        ("Thursday next week", days(6, 13, 20) | days(27, month=2)),
        ("this week on Friday", days(7) | days(28, month=2)),
        ("for 3 days from 2025-03-07", days(4, 7, 10)),
        ("within 3 days, from 2025-03-07", days(2, 4, 7, 8, 10)),
        ("Friday of next week", days(7, 14, 21) | days(28, month=2)),
        ("on the weekend", days(7, 8, 9, 14, 15, 16)),
        ("this week", days(*range(3, 10))),
        ("next week", days(*range(10, 17))),
        ("this month", days(1, 5, 31)),
        ("next month", days(1, 5, 30, month=4)),
        ("last month", days(1, 5, 28, month=2)),
        ("the past month", days(1, 5, 28, month=2)),
        ("the past week", days(1, 2) | days(*range(24, 29), month=2)),
        ("in two weeks", days(19) | days(19, month=2)),
        ("1 month ago", days(5, month=2) | days(5, month=4)),
        ("nothing of the kind", set()),
    ],
)
def test_what_is_relative_is_counted_from_the_clock(said, dates):
    assert dates_in(said, TODAY) == dates


@pytest.mark.parametrize(
    ("said", "dates"),
    [
        ("05/06/2025", {date(2025, 5, 6), date(2025, 6, 5)}),
        ("5.6.25", {date(2025, 5, 6), date(2025, 6, 5)}),
        ("13/02/2025", {date(2025, 2, 13)}),
        ("2025-02-30", set()),
        ("May 6", set()),
        ("version 1.2.3.4, call 555-1234", set()),
        ("2024-02-28 for 2 nights", {date(2024, 2, day) for day in (26, 28)} | {date(2024, 3, 1)}),
        ("March 31, 2025, for one month", {date(2025, 3, 31)}),
        ("2025-03-05 and 401 days", {date(2025, 3, 5)}),
    ],
)
def test_without_a_clock_a_date_is_what_was_written(said, dates):
    assert dates_in(said, None) == dates


def test_what_leaves_out_the_year_may_be_of_the_one_before_and_the_next():
    assert dates_in("on 30 December", TODAY) == {date(year, 12, 30) for year in (2024, 2025, 2026)}
    assert dates_in("Feb 29", TODAY) == {date(2024, 2, 29)}
    assert date(2026, 1, 9) in dates_in("the 9th", date(2025, 12, 20))


@given(YEARS, st.booleans())
def test_a_date_is_known_in_every_absolute_form(day, suffixed):
    name = day.strftime("%B")
    number = f"{day.day}{'th' * suffixed}"
    for said in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.day}.{day.month}.{day.year}",
        f"{name} {number}, {day.year}",
        f"{number} of {name[:3]} {day.year}",
    ):
        assert day in dates_in(f"from {said} on", None), said


@given(st.dates(), st.integers(0, 400), st.sampled_from(["day", "night", "week", "month"]))
@example(date(9999, 12, 31), 30, "day")
@example(date.min, 1, "week")
def test_a_span_goes_as_far_as_the_calendar_does(day, number, unit):
    found = dates_in(f"{day.isoformat()} for {number} {unit}s", None)
    assert day in found
    if unit in ("day", "night"):
        reach = timedelta(days=number)
        assert all(abs(other - day) in (timedelta(), reach) for other in found)
        assert (date.max - day < reach) or day + reach in found


def test_a_number_of_thousands_of_digits_is_no_span():
    assert dates_in(f"{'9' * 5000} days from now", TODAY) == {TODAY}


@given(st.text(max_size=60), st.sampled_from([None, TODAY, date(2024, 2, 29)]))
def test_any_text_can_be_searched_for_dates_and_times(text, clock):
    assert all(isinstance(found, date) for found in dates_in(text, clock))
    assert all(0 <= hour < 24 and 0 <= minute < 60 for hour, minute in times_in(text))


@given(st.times())
def test_a_time_is_known_as_24_hours_and_as_two_halves(moment):
    half = "am" if moment.hour < 12 else "pm"
    for said in (f"{moment:%H:%M}", f"{(moment.hour + 11) % 12 + 1}:{moment.minute:02} {half}"):
        assert (moment.hour, moment.minute) in times_in(f"at {said} sharp"), said


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("at 7", {(7, 0), (19, 0)}),
        ("7 o'clock", {(7, 0), (19, 0)}),
        ("24:00", {(0, 0)}),
        ("midnight", {(0, 0)}),
        ("at 25:00 or 9:75", set()),
        ("12 pm", {(12, 0)}),
        ("2.30pm", {(14, 30)}),
    ],
)
def test_times_are_all_that_a_form_may_mean_and_no_more(said, times):
    assert times_in(said) == times


@given(st.integers(1, 99))
def test_ordinals_in_words_are_read_with_their_suffix(number):
    units = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    teens = "thir four fif six seven eigh nine"
    ordinals = [*units.split(), *(f"{teen}teenth" for teen in teens.split())]
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number % 10 == 0 and number > 30:
        return  # nobody speaks of the fortieth of a month
    word = (
        ordinals[number - 1]
        if number < 20
        else {20: "twentieth", 30: "thirtieth"}.get(number)
        or f"{tens[number // 10 - 2]}-{ordinals[number % 10 - 1]}"
    )
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if not 10 < number < 14 else "th"
    assert digits(f"on the {word.title()}") == f"on the {number}{ending}"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("a couple of tickets", "2 tickets"),
        ("half a dozen", "half 12"),
        ("twenty five", "25"),
        ("someone won a cone", "someone won a cone"),
        ("café with ten", "café with 10"),
    ],
)
def test_number_words_are_whole_words(said, read):
    assert digits(said) == read


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-03-06", (date(2025, 3, 6), None)),
        (" 9:05 ", (None, time(9, 5))),
        ("9:05:07", (None, time(9, 5, 7))),
        ("18:30", (None, time(18, 30))),
        ("2025-03-06 18:30", (date(2025, 3, 6), time(18, 30))),
        ("2025-03-06T18:30:01.5", (date(2025, 3, 6), time(18, 30, 1, 500_000))),
        ("2025-02-30", None),
        ("25:00", None),
        ("2025-03", None),
        ("March 6", None),
        ("", None),
    ],
)
def test_a_value_is_a_moment_in_iso_form_only(value, moment):
    assert parse_moment(value) == moment


def test_days_told_with_their_year():
    told = "on March 7th, 2025, 2025-03-08 or the ninth of March"
    assert days_told(told) == days(7, 8)


def test_days_are_named_by_a_month_and_may_is_a_verb_too():
    named = [one[:3] for one in days_named("on 9 May, or June 3rd, 2025")]
    assert named == [(2025, 6, 3), (0, 5, 9)]
    assert [one[1:3] for one in days_named("1. due in April\n22, not on 3 June.\n  2. Paid")] == [
        (4, 22),
        (6, 3),
    ]
    assert list(days_named("gate 9 may be closed" + "\n" * 200_000)) == []  # in a moment
    assert list(days_named("1. Bull market. 5 may rise, 7 decent ones, a mark 3")) == []
    assert [one[1:3] for one in days_named("on 3 Febuary and Sept. 4")] == [(9, 4), (2, 3)]


def test_times_are_named_with_minutes_or_a_half_of_the_day():
    assert [said for _, said in times_named("at 7, 7 pm, 19:40 or 10:20:30")] == ["7 pm", "19:40"]


@pytest.mark.parametrize("said", ["monday last week", "last week on monday", "Monday of last week"])
def test_a_day_of_last_week_may_be_before_the_last_such_day(said):
    assert date(2025, 6, 9) in dates_in(said.lower(), date(2025, 6, 18))
