"""Texts as words: the quick way for ASCII is the careful one."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.words import flatten, label_words, words

ASCII = st.text(st.characters(max_codepoint=127))
TEXT = st.one_of(ASCII, st.text(), st.text("aZ9_-' \x1f|éßＡ京ﬁ"))


@given(TEXT)
def test_words_are_runs_of_letters_and_digits_without_case(text):
    plain = unicodedata.normalize("NFKC", text).casefold()
    assert words(text) == tuple(re.findall(r"[぀-ヿ㐀-鿿가-힯]|[^\W_぀-ヿ㐀-鿿가-힯]+", plain))


@given(st.lists(TEXT, max_size=4))
def test_texts_stay_apart_when_they_are_flattened(texts):
    parts = [tuple(part.split()) for part in flatten(texts).split("|")]
    assert [part for part in parts if part] == [words(text) for text in texts if words(text)]


def test_identifiers_are_taken_apart():
    assert label_words("FULL_TIME") == label_words("fullTime") == ("full", "time")
    assert label_words("HTTPServer2Go") == ("http", "server2", "go")
