"""Words without their endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.stems import stem


@pytest.mark.parametrize(
    "forms",
    [
        ("flight", "flights"),
        ("city", "cities"),
        ("address", "addresses"),
        ("relay", "relays"),
        ("book", "books", "booked", "booking"),
        ("create", "created", "creates", "creating"),
    ],
)
def test_forms_of_a_word_meet(forms):
    assert len({stem(form) for form in forms}) == 1


def test_short_words_are_left():
    assert [stem(word) for word in ("bus", "red", "as", "")] == ["bus", "red", "as", ""]


@given(st.one_of(st.text(), st.from_regex(r"\A[a-z]{0,8}(ies|ing|es|ed|s|e|y|ss)\Z")))
def test_a_stem_begins_its_word(word):
    assert word.startswith(stem(word))
    assert len(stem(word)) >= min(3, len(word))
