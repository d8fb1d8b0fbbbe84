"""Semantic types: what is read from names and descriptions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.features.semantic_types import SEMANTIC_TYPES, semantic_type_vector
from toolmind.text.terms import name_terms


def strongest(name: str, description: str = "") -> str:
    return SEMANTIC_TYPES[
        int(semantic_type_vector(name_terms(name), description, "string", "").argmax())
    ]


@pytest.mark.parametrize(
    ("name", "description", "expected"),
    [
        ("where_to", "Location of the house", "place"),
        ("area", "City where the flat is", "place"),
        ("seats", "Number of seats to reserve", "count"),
        ("fare_type", "Type of fare", "category"),
        ("InstanceId", "The ID of the instance", "id"),
        ("amount", "Amount of money to send", "money"),
        ("x", "Whether pets are allowed", "flag"),
        ("origin", "3-letter code of the departing airport", "station"),
        ("engineState", "The state of the engine", "status"),
        ("state", "State where the house stands", "region"),
        ("customer_state", "", "region"),
        ("file_name", "The name of the file appeared in the folder", "file"),
        ("cwd", "The directory path", "folder"),
        ("budget_limit", "", "money"),
        ("limit", "", "paging"),
        ("message", "Message telling the result of the login", "status"),
        ("born", "Date of birth of the passenger", "birthday"),
        ("birth_date", "", "birthday"),
        ("hired", "Date of hire", "date"),
    ],
)
def test_types_are_read_from_names_and_heads(name: str, description: str, expected: str) -> None:
    vector = semantic_type_vector(name_terms(name), description, "string", "")
    assert vector[SEMANTIC_TYPES.index(expected)] >= 0.9


@pytest.mark.parametrize(
    ("name", "description", "identifies"),
    [
        ("train_number", "Train number", True),
        ("account_no", "Account number of the customer", True),
        ("guests", "Number of guests", False),
        ("guest_number", "", False),
        ("guests", "Total number of guests", False),
    ],
)
def test_a_number_that_tells_things_apart_identifies_them(
    name: str, description: str, identifies: bool
) -> None:
    vector = semantic_type_vector(name_terms(name), description, "string", "")
    assert (vector[SEMANTIC_TYPES.index("id")] > 0.5) == identifies


def test_a_birthday_is_no_day_to_travel() -> None:
    assert (
        semantic_type_vector(("dob",), "Date of birth", "string", "date")[
            SEMANTIC_TYPES.index("birthday")
        ]
        == 1
    )


def test_a_report_is_no_text_to_send() -> None:
    report = semantic_type_vector(
        ("message",), "Message that says if the call was a success", "string", ""
    )
    assert report[SEMANTIC_TYPES.index("text")] == 0


def test_a_departure_time_is_no_place() -> None:
    assert strongest("departure_time") == "time"
    assert (
        semantic_type_vector(("departure", "time"), "", "string", "")[SEMANTIC_TYPES.index("place")]
        == 0
    )


@given(st.text(), st.text())
def test_any_text_can_be_read(name: str, description: str) -> None:
    vector = semantic_type_vector(name_terms(name), description, "", "")
    assert ((vector >= 0) & (vector <= 1)).all()
