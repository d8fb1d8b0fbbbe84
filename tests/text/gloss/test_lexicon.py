"""Every lexicon can be read, and its patterns say what they are to say."""

import re

import pytest

from toolmind.text.gloss.lexicon import UNDERSTOOD, any_of, compiled, fold, lexicon


@pytest.mark.parametrize("language", sorted(UNDERSTOOD))
def test_a_lexicon(language):
    found = lexicon(language)
    assert {"today", "next week", "minutes"} <= found["words"].keys()
    for pattern, plain in found["forms"]:
        form = compiled(pattern, language)
        assert all(int(group) <= form.groups for group in re.findall(r"\\(\d)", plain))
    for patterns in found["words"].values():
        assert re.compile(any_of(patterns, language)).search("") is None


def test_another_language_has_none():
    assert lexicon("fi") == {}


def test_signs_that_may_be_left_out_are():
    assert fold("غداً", "ar") == "غدا"
    assert fold("हज़ार", "hi") == "हजार"
    assert fold("１２", "zh") == "12"


def test_words_end_where_they_end():
    assert not re.search(any_of("heute", "de"), "heutzutage")
    assert not re.search(any_of("कल", "hi"), "कला")
    assert re.search(any_of("القاهرة", "ar"), "والقاهرة")
    assert re.search(any_of("明天", "zh"), "在明天下午")
