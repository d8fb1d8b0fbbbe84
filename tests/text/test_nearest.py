"""The nearest known word is named."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.nearest import nearest


def test_the_nearest_word_is_named_or_else_all_of_them() -> None:
    assert nearest("cuont", ["seed", "count"]) == " (did you mean 'count'?)"
    assert nearest("zzz", ["seed", "count"]) == " (known: count, seed)"


@given(st.text(min_size=1), st.lists(st.text(min_size=1), min_size=1))
def test_whatever_was_written_known_words_are_told(word: str, known: list[str]) -> None:
    told = nearest(word, known)
    assert any(repr(one) in told for one in known) or all(one in told for one in known)
    assert nearest(known[0], known) == f" (did you mean {known[0]!r}?)"
