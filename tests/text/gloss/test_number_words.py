"""Numbers in words and signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.gloss.number_words import readers, total

_DIGITS = "零一二三四五六七八九"


def read(language, text):
    for each in readers(language):
        text = each(text)
    return text


def chinese(number):
    """Write a number below ten thousand as Chinese does."""
    said, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            said += ("零" if gap and said else "") + _DIGITS[digit] + sign
        gap = gap or not digit
        gap = gap and not digit
    return said


@given(st.integers(1, 9999))
def test_every_number_of_chinese_is_read(number):
    assert read("zh", f"{chinese(number)}元") == f"{number}元"


@pytest.mark.parametrize(
    ("language", "text", "plain"),
    [
        ("zh", "三千五", "3500"),
        ("zh", "二〇二六", "2026"),
        ("zh", "百货", "百货"),
        ("ja", "13万8千円", "138000円"),
        ("ko", "일정 이름", "일정 이름"),
        ("th", "สองหมื่นห้าพัน", "25000"),
        ("ru", "без пятнадцати девять", "без 15 9"),
        ("ru", "двести пятьдесят три тысячи сто", "253100"),
        ("hi", "3 हजार", "3000"),
        ("ar", "خمسة وعشرون الف", "25000"),
        ("de", "zwei", "zwei"),  # another reader's
    ],
)
def test_numbers_in_words(language, text, plain):
    assert read(language, text) == plain


def test_a_great_unit_multiplies_what_is_before_it():
    assert (
        total([(3, False), (100, True), (20, False), (10_000, True), (5, False)], 10_000) == 3200005
    )
