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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "لا أوافق"),
        ("de", "Nein, ich bin nicht einverstanden."),
        ("de", "Ich bestätige das nicht."),
        ("es", "No, no estoy de acuerdo."),
        ("es", "No, no confirmo."),
        ("fr", "Non, je ne confirme pas."),
        ("fr", "Je ne suis pas d'accord."),
        ("hi", "नहीं, मैं सहमत नहीं हूँ।"),
        ("hi", "मैं पुष्टि नहीं करता"),
        ("ja", "いいえ、進めてくださいとは言っていません。"),
        ("ja", "それで結構ではありません。"),
        ("ko", "동의하지 않습니다"),
        ("pt", "Não, não confirmo."),
        ("ru", "Нет, не подтверждаю."),
        ("ru", "Я не согласна."),
        ("th", "ยังไม่ยืนยันค่ะ"),
        ("zh", "我同意不了。"),
        ("en", "No, do not proceed."),
        ("en", "Please don't go ahead."),
        ("en", "I do not want to proceed."),
    ],
)
def test_who_refuses_in_the_words_of_consent_gives_none(language, said):
    question = SPOKEN[language].asks if language in SPOKEN else "Shall I go ahead?"
    assert not agreed([(question, said, False)], language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Nein, sonst nichts. Ich bestätige."),
        ("de", "Kein Problem, einverstanden."),
        ("es", "No, nada más. Adelante."),
        ("es", "Sí, adelante, no hay problema."),
        ("en", "No, that is all, please go ahead."),
        ("en", "I don't want to wait, go ahead."),
        ("en", "I want to proceed."),
        ("pt", "Não tem problema, confirmo."),
        ("zh", "没有问题,我同意。"),
    ],
)
def test_who_has_no_more_wishes_goes_on(language, said):
    assert agreed([("", said, False)], language)


@pytest.mark.parametrize(
    ("language", "question", "said"),
    [
        ("ar", "ما الاسم الذي أسجله للطاولة؟", "منى، من فضلك"),
        ("de", "Auf welchen Namen?", "Anna Meier, bitte."),
        ("de", "Auf welchen Namen?", "Ja, auf Anna Meier."),
        ("de", "Gut. Ihr Name?", "Meier, bitte."),
        ("es", "¿A nombre de quién?", "Ana, por favor."),
        ("es", "¿Su nombre?", "Ana, por favor."),
        ("fr", "Votre nom ?", "Anne, s'il vous plaît."),
        ("hi", "आपका नाम?", "राम जी"),
        ("ja", "お名前は?", "田中でお願いします。"),
        ("ko", "성함은요?", "김민수 부탁드려요."),
        ("pt", "Seu nome?", "Ana, por favor."),
        ("ru", "Ваше имя?", "Анна, пожалуйста."),
        ("th", "ชื่อของคุณ?", "สมชาย ครับ"),
        ("zh", "您的名字?", "请写李明。"),
    ],
)
def test_a_please_is_no_yes_and_a_yes_to_which_one_is_no_consent(language, question, said):
    assert not agreed([(question, said, False)], language)


def test_a_question_that_nobody_reads_may_have_asked_for_consent():
    unread = ("Und das Zimmer 7?", "Gut.", False)
    assert asked_otherwise([unread], "de")
    assert not asked_otherwise([unread, ("", "7", True)], "de")
    assert not asked_otherwise([unread], "en")
    assert not asked_otherwise([(SPOKEN["de"].asks_what, "Bo", False)], "de")
