"""What each feature of a pair says, by its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parameter_pairs import Named, features_of, field, two_tools
from toolmind.graph.features.pair_features import (
    PAIR_FEATURES,
    PairFeatures,
    pair_features,
    tool_count,
)
from toolmind.records import Tool


def pair(output: Named, taken: Named, **more: Any) -> dict[str, float]:
    """The features of an output and an input, by their names."""
    made = features_of(two_tools(output, taken, **more))
    (row,) = pair_features(*made, np.array([0]), np.array([0])).tolist()
    return dict(zip(PAIR_FEATURES, row, strict=True))


def test_evidence_is_told_by_name() -> None:
    origin = field("City that the train leaves from")
    evidence = pair(("origin_city", origin), ("destination_city", field("City to go to")))
    assert evidence["opposite roles"] == 1
    assert evidence["kinds of value alike"] > 0.9


def test_a_bare_name_is_that_of_its_collection_and_a_parent_that_of_the_one_above() -> None:
    name = ("name", field(""))
    parent = pair(name, ("parent", field("")), names=("x.folders.get", "x.folders.notes.list"))
    assert parent["bare output of the thing asked for"] == 1
    assert parent["bare names of different things"] == 0
    other = pair(name, name, names=("x.folders.get", "x.folders.notes.get"))
    assert other["bare input of the thing given"] == 0
    assert other["bare names of different things"] == 1


def test_pairs_are_scored_alike_alone_and_among_others() -> None:
    """Features are computed once for each pair of rows, but for what the tools add to them."""
    city, note = field("City of the shop"), field("A note", enum=["a", "b"])
    tools = [
        Tool(
            id=f"{domain}{at}",
            name=f"get_{at}",
            domain=domain,
            parameters={"type": "object", "properties": {"city": city, f"p{at}": note}},
            returns={"type": "object", "properties": {"town": city, f"p{at % 2}": note}},
        )
        for domain in ("one", "two")
        for at in range(3)
    ]
    outputs, inputs = features_of(tools)
    compared = PairFeatures(outputs, inputs)
    o, i = (one.ravel() for one in np.indices((len(outputs.row), len(inputs.row))))
    together = compared(o, i)
    alone = [compared(o[[at]], i[[at]])[0] for at in range(len(o))]
    assert np.allclose(together, alone, atol=1e-6)
    assert len(np.unique(together, axis=0)) < len(o)


ORDER, CITY = field("ID of the order"), field("A city")


@pytest.mark.parametrize(
    ("feature", "output", "taken", "expected"),
    [
        ("same name", ("orderId", {}), ("order_id", {}), 1),
        ("same name", ("order_id", {}), ("user_id", {}), 0),
        ("name words shared", ("city", {}), ("city", {}), 1),
        ("input's words in output's text", ("x", field("code of the order")), ("order", {}), 1),
        ("output's words in input's text", ("order", {}), ("x", field("code of the order")), 1),
        ("names alike", ("town", {}), ("town", {}), 1),
        ("descriptions alike", ("a", CITY), ("b", CITY), 1),
        ("kinds of value alike", ("email", {}), ("inbox", {}), 1),
        ("kinds of value differ", ("email", {}), ("date", {}), 1),
        ("same type", ("a", {"type": "string"}), ("b", {"type": "string"}), 1),
        ("same type", ("a", {"type": "integer"}), ("b", {"type": "number"}), 1),
        ("same type", ("a", {}), ("b", {}), 0),
        ("types differ", ("a", {"type": "string"}), ("b", {"type": "number"}), 1),
        ("types differ", ("a", {}), ("b", {"type": "number"}), 0),
        ("same format", ("a", field("", format="date")), ("b", field("", format="date")), 1),
        ("formats differ", ("a", field("", format="date")), ("b", field("", format="time")), 1),
        ("formats differ", ("a", field("")), ("b", field("", format="time")), 0),
        ("choices shared", ("a", field("", enum=["A", "b"])), ("b", field("", enum=["a", "b"])), 1),
        ("choices differ", ("a", field("", enum=["x"])), ("b", field("", enum=["y"])), 1),
        ("only input has choices", ("a", field("")), ("b", field("", enum=["y"])), 1),
        ("only input has choices", ("a", field("", enum=["y"])), ("b", field("")), 0),
        ("yes or no", ("a", {"type": "boolean"}), ("b", field("")), 1),
        ("same role", ("from_city", {}), ("origin_town", {}), 1),
        ("only one has a role", ("city", {}), ("to_city", {}), 1),
        ("output without a role into an origin", ("city", {}), ("from_city", {}), 1),
        ("an origin into an input without a role", ("from_city", {}), ("city", {}), 1),
        ("list into one", ("a", {"type": "array", "items": {"type": "string"}}), ("b", {}), 1),
        ("list into one", ("a", {}), ("b", {"type": "array"}), 0),
        (
            "same path pattern",
            ("a", field("projects/{project}/jobs/{job}")),
            ("b", field("Name: projects/[p]/jobs/[j].")),
            1,
        ),
        (
            "path patterns differ",
            ("a", field("projects/{project}/jobs/{job}")),
            ("b", field("projects/{project}")),
            1,
        ),
    ],
)
def test_a_feature_says_what_its_name_says(
    feature: str, output: Named, taken: Named, expected: float
) -> None:
    assert pair(output, taken)[feature] == pytest.approx(expected, abs=0.02)


def test_a_name_in_two_domains_is_the_same_in_none() -> None:
    near = pair(("order_id", ORDER), ("order_id", ORDER))
    far = pair(("order_id", ORDER), ("order_id", ORDER), domains=("one", "two"))
    assert (near["same name in one domain"], far["same name in one domain"]) == (1, 0)
    assert far["same name"] == 1


def test_what_a_target_returns_itself_it_does_not_want() -> None:
    """But an echo of its own input says nothing of what it finds out."""
    feature = PAIR_FEATURES.index("target returns such values itself")

    def told(taken: str = "name", **returns: Any) -> float:
        giver, taker = two_tools(("email", field("E-mail address")), (taken, field(f"A {taken}")))
        taker = Tool(
            id="b",
            name="b",
            parameters=taker.parameters,
            returns={"type": "object", "properties": returns},
        )
        found = pair_features(*features_of([giver, taker]), np.array([0]), np.array([0]))
        return float(found[0, feature])

    assert told(email=field("E-mail address")) > 0.8
    assert told(name=field("E-mail address")) == 0
    assert told(city=CITY) == 0
    assert told("inbox", email=field("E-mail address")) == 0, "it takes one, too"


def test_identifiers_of_other_things_are_told_apart() -> None:
    same = pair(("order_id", ORDER), ("order_id", ORDER))
    other = pair(("order_id", ORDER), ("user_id", field("ID of the user")))
    assert same["both identifiers"] == other["both identifiers"] == 1
    assert same["identifiers of different things"] < 0.1
    assert other["identifiers of different things"] > 0.9
    assert (same["of the same thing"], other["of different things"]) == (1, 1)


def test_a_calculator_takes_any_number_and_a_translator_any_text() -> None:
    price = ("price", {"type": "number", "description": "Price of the ticket"})
    number = ("x", {"type": "number", "description": "The number"})
    assert pair(price, number, names=("a", "calculate_sum"))["works on any number"] == 1
    assert pair(price, number, names=("a", "get_room"))["works on any number"] == 0
    lyrics, text = ("lyrics", field("The lyrics")), ("text", field("The text"))
    assert pair(lyrics, text, names=("a", "translate"))["works on any text"] == 1
    assert pair(price, text)["a figure into words"] == 1


def test_a_time_that_a_system_recorded_is_told() -> None:
    recorded = ("date", field("When the order was placed", format="date-time"))
    asked = ("day", field("Date of departure", format="date"))
    assert pair(recorded, asked)["a time that was recorded"] > 0.7
    assert pair(asked, asked)["a time that was recorded"] == 0


NAMES, TEXTS = st.text(min_size=1, max_size=20), st.text(max_size=30)


@settings(max_examples=20)
@given(NAMES, TEXTS, NAMES, TEXTS)
def test_features_of_any_texts_are_numbers_in_bounds(
    name: str, told: str, other_name: str, other_told: str
) -> None:
    found = pair((name, field(told)), (other_name, field(other_told)))
    assert all(-1.05 <= value <= 1.05 for value in found.values())


def test_tools_are_counted_by_the_last_that_has_a_parameter() -> None:
    outputs, inputs = features_of(two_tools(("a", {}), ("b", {})))
    assert tool_count(outputs, inputs) == 2
    assert tool_count(*features_of([])) == 1
