"""The texts of a parameter: whose it is, and which of two opposite roles it has."""

from __future__ import annotations

import pytest

from toolmind.graph.features.parameter_text import (
    ROLES,
    ParameterText,
    entity_words,
    owner_words,
    parameter_text,
    role_vector,
)
from toolmind.graph.features.parameters import Parameter

ORIGIN, LATER = 0, 1


def text_of(name: str, description: str = "", tool: str = "get") -> ParameterText:
    one = Parameter(0, name, name, "", description, "string", "", (), False, False)
    return parameter_text(one, tool)


@pytest.mark.parametrize(
    ("name", "description", "axis", "role"),
    [
        ("city", "City to fly to", ORIGIN, 1),
        ("city", "City where the bus is leaving from.", ORIGIN, -1),
        ("travel_from", "Code of the airport", ORIGIN, -1),
        ("symbol", "Symbol of the stock to trade", ORIGIN, 0),
        ("airport", "The nearest airport to the given place", ORIGIN, 0),
        ("value", "The value after the exchange", LATER, 0),
        ("date", "The date to start the search from (inclusive)", LATER, -1),
    ],
)
def test_which_of_two_roles_a_parameter_has(
    name: str, description: str, axis: int, role: int
) -> None:
    found = role_vector(text_of(name, description))
    assert len(found) == len(ROLES)
    assert found[axis] == role


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ("find_user_id_by_name_zip", ("user",)),
        ("get_zipcode_based_on_city", ("zipcode",)),
        ("search_flights", ("flight",)),
        ("get_id", ("id",)),
        ("folders.notes.get", ("note",)),
    ],
)
def test_a_result_is_of_what_its_tool_gives(tool: str, words: tuple[str, ...]) -> None:
    assert owner_words(tool, "result") == words
    assert entity_words(text_of("result", tool=tool)) == words


def test_a_list_of_things_is_of_the_things() -> None:
    assert entity_words(text_of("stock_list")) == ("stock",)
