"""Texts cut short: whole sentences where one fits, else whole words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.cut import cut, is_cut


@given(st.text(alphabet="ab .;\n。", max_size=80), st.integers(1, 40))
def test_a_text_is_cut_to_its_first_sentences_or_words(text: str, most: int) -> None:
    whole = " ".join(text.split())
    found = cut(text, most)
    assert len(found) <= most and whole.startswith(found)
    assert bool(found) == bool(whole)
    if len(whole) <= most:
        assert found == whole


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (100, "One two. Three four five."),
        (20, "One two."),
        (9, "One two."),
        (6, "One"),
        (2, "On"),
    ],
)
def test_sentences_are_kept_whole_where_one_fits(most: int, expected: str) -> None:
    assert cut("One  two. Three\nfour five.", most) == expected


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("It goes on …[truncated]", True),
        ("It goes on...", True),
        ("one\n[... 12 lines omitted ...]\ntwo", True),
        ('{"orders": ["AB-1", "AB', True),
        ('{"orders": ["AB-1"]}', False),
        ("It was omitted from the list, and truncated.", False),
        ("", False),
    ],
)
def test_a_result_that_was_cut_short_says_so(result: str, expected: bool) -> None:
    assert is_cut(result) is expected


@pytest.mark.parametrize("said", ["[INFO] done", "[1] apples\n[2] pears", "{x} Foo"])
def test_what_only_begins_with_a_bracket_is_no_json_that_does_not_end(said: str) -> None:
    assert not is_cut(said)
