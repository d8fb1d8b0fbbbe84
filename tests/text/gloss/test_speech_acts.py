"""How languages claim that something was done, and how they ask for consent."""

import pytest

from claims import SPOKEN
from toolmind.text.gloss.lexicon import UNDERSTOOD, fold
from toolmind.text.gloss.speech_acts import claims, consent, sentences


def test_every_language_with_a_lexicon_has_both():
    assert set(SPOKEN) == UNDERSTOOD
    for language in UNDERSTOOD:
        assert claims(language) and consent(language)
    assert claims("en") is None and consent("it") is None


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("已经取消了，请放心。", "zh", ["已经取消了,", "请放心。"]),
        ("Ich habe es gebucht, gern. Noch etwas?", "de", None),
        ("จองแล้วค่ะ ขอบคุณครับ มีอะไรอีกไหม", "th", None),
        ("", "de", []),
    ],
)
def test_sentences_end_where_the_language_ends_them(text, language, parts):
    found = sentences(fold(text, language), language)
    if parts is None:
        assert len(found) in (2, 3) and "".join(found).replace(" ", "") == text.replace(" ", "")
    else:
        assert found == parts


def test_the_verb_of_a_claim_is_told():
    german = claims("de")
    assert german
    assert list(german.verbs_in("Ich habe Hin- und Rückflug umgebucht.")) == ["umgebucht"]
    assert list(german.verbs_in("Ich buche.")) == []


@pytest.mark.parametrize("language", sorted(UNDERSTOOD))
def test_who_agrees_does_not_refuse(language):
    words, spoken = consent(language), SPOKEN[language]
    assert words
    assert words.agrees.search(fold(spoken.yes, language))
    assert not words.refuses.search(fold(spoken.yes, language))
    assert words.refuses.search(fold(spoken.no, language))
    assert words.policy.search(fold(spoken.policy, language))
    assert not words.policy.search(fold(spoken.request, language))
    assert not words.goes.search(fold(spoken.request, language))
