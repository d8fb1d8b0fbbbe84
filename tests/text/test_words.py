"""Running text as words: the quick way for ASCII is the careful one."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from toolmind.text import words as module
from toolmind.text.words import encoded_words, joined_up, joined_words, words

ASCII = st.text(st.characters(max_codepoint=127))
TEXT = st.one_of(ASCII, st.text(), st.text("aZ9_-' \x1f|éßＡ京ﬁ\u0301\u093eहไทกี☃"))


@given(ASCII)
def test_ascii_is_read_as_any_other_script_is(text):
    assert words(text) == tuple(re.findall(r"[a-z0-9]+", text.lower()))
    assert words(text) == tuple(module._any_script().findall(module.folded(text)))


@given(st.text(st.characters(max_codepoint=0x1FFF)).map(module.plain_signs))
@example("naïve Bogotá, Việt Nam, \u0345")
def test_latin_letters_are_read_as_any_other_script_is(text):
    assert words(text) == tuple(module._any_script().findall(module.folded(text)))


@given(st.lists(TEXT, max_size=4))
@example(["San Francisco", "a\nb", "Bogotá", "…"])
def test_names_are_joined_up_as_each_is(names):
    assert joined_up(names) == ["".join(words(name)) for name in names]


@given(TEXT)
@example("İΐŉ ǅ Ⅷ ﷺ \u0345")
def test_words_are_words_themselves(text):
    found = words(text)
    assert words(" ".join(found)) == found
    assert all(word[0].isalnum() and not word.isspace() for word in found)
    assert encoded_words(text) == [word.encode() for word in found]


@given(TEXT)
def test_no_letter_or_digit_is_lost(text):
    found = "".join(words(text))
    assert [c for c in found if c.isalnum()] == [c for c in module.folded(text) if c.isalnum()]


@given(st.lists(TEXT, max_size=4))
def test_texts_stay_apart_when_they_are_joined(texts):
    parts = [tuple(part.split()) for part in joined_words(texts).split("|")]
    assert [part for part in parts if part] == [words(text) for text in texts if words(text)]


def test_words_of_any_script():
    assert words("Straße, CAFE\u0301: Ｖ2!") == ("strasse", "café", "v2")
    assert words("हिन्दी में लिखें") == ("हिन्दी", "में", "लिखें")
    assert words("東京へ行く") == ("東", "京", "へ", "行", "く")
    assert words("กีฬา") == ("กี", "ฬ", "า")
    assert words("Я люблю ❤️ مَرْحَبًا") == ("я", "люблю", "مَرْحَبًا")
