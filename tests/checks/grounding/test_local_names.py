"""What countries, currencies and languages are called elsewhere."""

import pytest

from toolmind.checks.grounding.local_names import names_of


@pytest.mark.parametrize(
    ("value", "language", "name"),
    [
        ("Germany", "es", "Alemania"),
        ("DE", "ja", "ドイツ"),
        ("JPY", "zh", "日元"),
        ("RUB", "ru", "рубл"),
        ("KRW", "ko", "원"),
        ("German", "fr", "allemand"),
        ("usd", "hi", "डॉलर"),
        ("Tokyo", "ar", "طوكيو"),
    ],
)
def test_names(value, language, name):
    assert name in names_of(value, language)


def test_nothing_of_what_is_no_name_or_no_language():
    assert names_of("order 17", "de") == ()
    assert names_of("Germany", "xx") == ()
