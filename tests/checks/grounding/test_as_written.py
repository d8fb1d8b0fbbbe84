"""What stands in a dialogue as written is what taking it apart finds, too."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.checks.grounding.as_written import Written
from toolmind.checks.grounding.leaves import flat_leaves, leaf_numbers, leaves
from toolmind.text.words import words


def written(*texts: str) -> Written:
    made = Written()
    for text in texts:
        made.add(text)
    return made


@pytest.mark.parametrize(
    ("text", "sought", "there"),
    [
        ('{"id":"#W23","price":5.5}', "#W23", True),
        ('{"id":"#W23"}', "W2", False),
        ("from New York, now", "New York", True),
        ("from New Yorker", "New York", False),
        ("from NEW YORK", "New York", True),
        ("so it is within, " * 40, "i", False),
        ('{"note":"a\\nW23"}', "nW23", False),  # the n is that of JSON's line break
        ("not W234, W23", "W23", True),
        ("said “W23”", "W23", True),
        ("said éW23", "W23", False),
        ("[5, 6]", "5, 6", False),  # two texts in a result
        ('{"a":null}', "null", False),
    ],
)
def test_words_as_they_are_written(text: str, sought: str, there: bool) -> None:
    assert written("before", text, "after").holds(sought) is there


@pytest.mark.parametrize(
    ("text", "number", "there"),
    [
        ("it is $229.06.", 229.06, True),
        ('{"price":229,"b":1}', 229.0, True),
        ("1,229 or 229,500", 229.0, False),
        ("229.06", 229.0, False),
        ("-229", 229.0, False),
        ("A229 229B 1.229", 229.0, False),
    ],
)
def test_numbers_as_they_are_written(text: str, number: float, there: bool) -> None:
    assert written(text).holds_number(number) is there


def test_what_is_not_there_at_all() -> None:
    said = written("Blue shoes")
    assert said.lacks(("blue", "hat"))
    assert not said.lacks(("blue", "shoe"))
    said.add('{"a":"\\u0068at"}')
    assert not said.lacks(("hat",))  # written with an escape
    assert said.lacks(("coat",))
    said.add("ｃoat")
    assert not said.lacks(("coat",))


_TEXT = st.text(alphabet="ab1 2.,-_\"\\'é/%$\n’", max_size=8)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-300, 300) | st.sampled_from([0.5, 12.25]) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(_JSON, _TEXT, st.sampled_from([0.5, 1.0, 12.0, 12.25, 112.0]))
def test_it_says_nothing_that_taking_apart_does_not(
    value: object, sought: str, number: float
) -> None:
    content = orjson.dumps(value).decode()
    said, found = written(content), leaves(content)
    flat = flat_leaves(found)
    if said.holds(sought):
        assert f" {' '.join(words(sought))} " in f" {flat} "
    if said.lacks(words(sought)):
        assert f" {' '.join(words(sought))} " not in f" {flat} "
    if said.holds_number(number):
        assert number in leaf_numbers(found)
