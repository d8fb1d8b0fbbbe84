"""Digits and separators of other languages."""

import pytest

from toolmind.text.gloss.numerals import in_digits


@pytest.mark.parametrize(
    ("language", "text", "plain"),
    [
        ("de", "1.234,5 und 3,5", "1234.5 und 3.5"),
        ("de", "am 31.12.2026", "am 31.12.2026"),
        ("es", "$1,250.50", "$1,250.50"),  # Mexico writes a point
        ("fr", "1\u202f089,80 €", "1089.80 €"),
        ("fr", "06 12 34 56 78", "06 12 34 56 78"),
        ("hi", "₹1,48,350", "₹148350"),
        ("ar", "٢٬٥٠٠٫٥", "2,500.5"),
        ("th", "๖ โมง", "6 โมง"),
        ("xx", "１２", "12"),
    ],
)
def test_numbers_are_told_in_plain_digits(language, text, plain):
    assert in_digits(text, language) == plain
