"""The language of a text is told, or not told."""

import pytest

from toolmind.text import language
from toolmind.text.language import language_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would like a table for two at Trattoria Da Enzo in Roma", "en"),
        ("Guten Tag, ich suche einen Flug nach Lissabon für zwei Personen", "de"),
        ("Hola, necesito un hotel en Sevilla para tres adultos", "es"),
        ("Je voudrais un train pour Lille jeudi prochain", "fr"),
        ("Boa tarde! Quero voar para São Paulo na próxima quarta", "pt"),
        ("Здравствуйте! Нужен билет на поезд из Москвы", "ru"),
        ("帮我查一下从北京到上海的高铁", "zh"),
        ("明日の朝七時にアラームをかけて", "ja"),
        ("서울에서 부산 가는 KTX 두 장 알아봐 주세요", "ko"),
        ("أريد رحلة من الرياض إلى القاهرة", "ar"),
        ("मुझे दिल्ली से मुंबई की फ्लाइट चाहिए", "hi"),
        ("จองโต๊ะพรุ่งนี้ตอนหกโมงเย็น", "th"),
        ("帮我订 MacBook Air M4 和 Magic Mouse 各一台", "zh"),  # names in other letters
        ("xyz qwe 123 brm zzt krv qmx pwt", ""),
        ("In Fahrenheit", "en"),  # too short: most data is in English
    ],
)
def test_the_language(text, expected):
    assert language_of(text) == expected


def test_english_in_catchwords_needs_no_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identifier", None)
    said = "show me some attractions\nwhere do I look?\nfind in philadelphia\nokay good then check"
    assert language_of(said) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "Jag bor i Göteborg",
        "Was läuft heute?",
        "Ich will morgen nach München",
        "Mostra i voli più economici",
        "请用 get 方法查询用户数据",
    ],
)
def test_a_word_that_english_has_too_makes_no_english(text: str) -> None:
    assert language_of(text) != "en"
