"""What is known of a language: its words for numbers, days and times, in `data/gloss`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from toolmind.text.scripts import combining_marks

UNDERSTOOD = frozenset("ar de es fr hi ja ko pt ru th zh".split())
"""Languages of which there is a lexicon."""

UNSPACED = frozenset("ja ko th zh".split())
"""Those in which a word is found amid letters."""

_FOLDED = {
    "ar": {
        **dict.fromkeys((*range(0x64B, 0x653), 0x640, 0x670)),
        **dict.fromkeys(map(ord, "أإآ"), "ا"),
    },
    "hi": {0x93C: None, ord("ँ"): "ं"},
}
"""Signs that are written or left out: Arabic's vowels and hamza, Hindi's nukta and chandrabindu."""


@cache
def lexicon(language: str) -> dict[str, Any]:
    """Return what is known of a language: sections of `data/gloss`, nothing of another language.

    ``numbers`` and ``units`` hold words by their value, ``count`` those from zero on in order,
    ``signs`` numerals that are put together, ``native`` Korean's own; ``forms`` are patterns and
    what they become, in order, ``words`` English words and patterns of what they mean; ``claims``
    and ``consent`` are patterns of what is said to be done, and of consent (`speech_acts`).
    """
    if language not in UNDERSTOOD:
        return {}
    text = (files("toolmind") / "data" / "gloss" / f"{language}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def fold(text: str, language: str) -> str:
    """Return a text in one spelling: compatibility forms, without signs that may be left out."""
    text = unicodedata.normalize("NFKC", text)
    return text.translate(_FOLDED[language]) if language in _FOLDED else text


@cache
def edges(language: str) -> tuple[str, str]:
    """Return patterns of where a word begins and ends. Arabic joins conjunctions and articles."""
    if language in UNSPACED:
        return "", ""
    inside = rf"[\w{combining_marks()}]"
    joined = "[وبلفك]{0,2}" if language == "ar" else ""
    return rf"(?<!{inside}){joined}", rf"(?!{inside})"


def any_of(patterns: str, language: str) -> str:
    """Return a pattern for any of the patterns of a lexicon, as words of the language."""
    before, after = edges(language)
    return f"{before}(?:{fold(patterns, language)}){after}"


def compiled(pattern: str, language: str) -> re.Pattern[str]:
    """Return a form of a lexicon, compiled: a number that it begins with is a whole one."""
    whole = r"(?<![\d.,:])" if pattern.startswith(r"(\d") else ""
    return re.compile(whole + fold(pattern, language), re.IGNORECASE)
