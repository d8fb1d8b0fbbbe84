"""Consent by words: what wants it, asks for it, and gives it."""

import pytest

from claims import SPOKEN
from toolmind.checks.rules.consent import agreed, asked_otherwise, wants_consent


def test_a_policy_may_be_in_english_whatever_is_spoken():
    policy = "Obtain explicit confirmation before any change."
    assert wants_consent(policy, "en") and wants_consent(policy, "th")
    assert not wants_consent("Be kind.", "th")
    assert wants_consent(SPOKEN["th"].policy, "th") and not wants_consent(SPOKEN["th"].policy, "en")


@pytest.mark.parametrize("language", sorted(SPOKEN))
def test_consent_lasts_until_a_change_is_made_or_something_else_is_wanted(language):
    spoken = SPOKEN[language]
    given = (spoken.asks, spoken.yes, False)
    assert agreed([given], language)
    assert agreed([given, ("", "Bo Li", False)], language)
    assert not agreed([given, ("", "Bo Li", True)], language)
    assert not agreed([given, ("", spoken.no, False)], language)
    assert not agreed([(spoken.asks, spoken.no, False)], language)


def test_a_question_that_nobody_reads_may_have_asked_for_consent():
    unread = ("Und das Zimmer 7?", "Gut.", False)
    assert asked_otherwise([unread], "de")
    assert not asked_otherwise([unread, ("", "7", True)], "de")
    assert not asked_otherwise([unread], "en")
    assert not asked_otherwise([(SPOKEN["de"].asks_what, "Bo", False)], "de")
