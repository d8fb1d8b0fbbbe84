"""Other names of places."""

import csv
from importlib.resources import files

import pytest

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.names import is_city, may_be_called, other_names
from toolmind.checks.grounding.values import invented


def test_airports_and_countries() -> None:
    assert "SFO" in other_names("San Francisco")
    assert "San Francisco" in other_names("SFO")
    assert "District of Columbia" in other_names("Washington D.C.")
    assert {"US", "USA"} <= set(other_names("United States"))
    assert "Germany" in other_names("de")


@pytest.mark.parametrize(
    ("said", "value", "known"),
    [
        ("From SFO, please", "San Francisco", True),
        ("From San Francisco, please", "SFO", True),
        ("I live in the USA", "United States", True),
        ("a phone made in Germany", "DE", True),
        ("in NYC", "New York", True),
        ("in the District of Columbia", "Washington D.C.", True),
        ("for the two of us", "Fortaleza", False),  # FOR is its airport
        ("From SFO, please", "Philadelphia", False),
    ],
)
def test_who_says_the_one_has_said_the_other(said, value, known) -> None:
    evidence = Evidence()
    evidence.add(said)
    assert (invented(value, {}, "place", evidence) is None) == known


def test_a_name_in_short() -> None:
    evidence = Evidence()
    evidence.add("I am in Philly")
    assert evidence.has_short_form("philadelphia")
    assert not evidence.has_short_form("chicago")


@pytest.mark.parametrize(
    ("said", "city", "may"),
    [
        ("I am in Chi-town", "Chicago", True),
        ("I am in Chi-town", "Philadelphia", False),
        ("from CDMX, or cdmx", "Mexico City", True),
        ("from CDMX", "Chicago", False),
        ("i look in la", "Los Angeles", True),
        ("to lax", "Los Angeles", True),
        ("what is there to see", "Thimphu", False),
    ],
)
def test_what_people_may_call_a_city(said, city, may) -> None:
    assert may_be_called(city, ["Hello", said]) == may


def test_cities() -> None:
    assert is_city("Chicago")
    assert not is_city("sushi")


def test_a_value_of_signs_is_no_place() -> None:
    assert other_names("!!!") == ()
    assert not is_city("!!!!")


def test_all_rows_with_a_code_are_read() -> None:
    text = (files("airportsdata") / "airports.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    cities = {row["iata"]: row["city"] for row in rows if row["iata"] and row["city"]}
    assert all(city in other_names(code) for code, city in sorted(cities.items())[::97])
