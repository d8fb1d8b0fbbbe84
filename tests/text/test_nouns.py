"""Nouns in the singular."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.nouns import _SINGULAR, item_of, singular


@pytest.mark.parametrize(
    ("words", "one"),
    [
        ("order lines", "order line"),
        ("policies", "policy"),
        ("ties", "tie"),
        ("matches", "match"),
        ("addresses", "address"),
        ("sizes", "size"),
        ("status", "status"),
        ("job statuses", "job status"),
        ("alias", "alias"),
        ("aliases", "alias"),
        ("movies", "movie"),
        ("bookshelves", "bookshelf"),
        ("series", "series"),
        ("people", "person"),
        ("databases", "database"),
        ("ids", "id"),
        ("gps", "gps"),
        ("aws", "aws"),
        ("", ""),
    ],
)
def test_the_last_word_is_put_in_the_singular(words, one):
    assert singular(words) == one
    assert singular(one) == one


@given(st.one_of(st.text(), st.from_regex(r"\A[a-z ]{0,12}(s|es|ies|ches|sses|zes)?\Z")))
def test_a_singular_has_none_of_its_own(words):
    words = " ".join(words.split())
    assert singular(singular(words)) == singular(words)
    assert singular(words).count(" ") == words.count(" ")


@given(st.sampled_from(sorted(_SINGULAR)), st.sampled_from(["", "s", "es"]))
def test_exceptions_are_singular_once_for_all(word, ending):
    assert singular(singular(word + ending)) == singular(word + ending)


def test_a_list_of_things_has_the_things_as_items():
    assert item_of("destination list") == "destination"
    assert item_of("list") == "list"
    assert item_of("aliases") == "alias"
