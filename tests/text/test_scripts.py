"""What belongs to a word, in any script."""

import re

from toolmind.text.scripts import UNSPACED, combining_marks, joins


def test_accents_and_vowel_signs_are_marks_and_letters_and_emoji_selectors_are_not():
    marks = re.compile(f"[{combining_marks()}]+")
    assert marks.fullmatch("\u0301\u093f\u0e35\u064b\u3099")
    assert not marks.search("aé9 _हกあ☃\ufe0f")


def test_scripts_without_blanks():
    unspaced = re.compile(f"[{UNSPACED}]")
    assert all(map(unspaced.match, "กຂကកあア漢한"))
    assert not any(map(unspaced.match, "aжहא9 "))


def test_what_joins_is_a_mark_or_of_a_script_without_blanks():
    assert all(map(joins, "\u0301\u093f\u0e35กあ漢한"))
    assert not any(map(joins, "aéжה9 _☃\ufe0f"))
