"""Translations in an answer are of what the call gives, into the language that it names."""

from __future__ import annotations

import re
from typing import Any

from toolmind.offline.values.languages import OWN, languages, translated
from toolmind.records import JSON

_INTO = frozenset(("translatedText", "TranslatedText", "translated_text"))
_PAIRED = {"targetText": "sourceText", "TargetText": "SourceText", "target_text": "source_text"}
"""Fields for a text in another language, and the field of the same object that has the original."""

_TEXTS = re.compile(
    r"^(q|texts?|contents?|source texts?|input( text)?|sentences?|phrases?|words?)$"
)
_TARGET = re.compile(r"^(target|to|target lang(uage)?s?( codes?)?|(to )?lang(uage)?( code)?)$")


def translate(result: JSON, said: dict[str, JSON]) -> None:
    """Let what a result has in another language be translated, as far as can be, in place.

    `said` are the call's arguments by words. A list has one translation of each text given.
    """
    if isinstance(result, dict):
        _translate(result, _given(said), _target(said))


def _translate(node: dict[str, Any], given: list[str], language: str) -> None:
    for name, value in node.items():
        if isinstance(value, dict):
            _translate(value, given, language)
        elif isinstance(value, list):
            items = [item for item in value if isinstance(item, dict)]
            if given and any(_INTO.intersection(item) for item in items):
                del value[len(given) :]
            for at, item in enumerate(items):
                _translate(item, given[at : at + 1], language)
        elif isinstance(value, str) and name in _INTO:
            node[name] = translated(given[0] if given else value, language)
        elif isinstance(value, str) and isinstance(node.get(_PAIRED.get(name, "")), str):
            node[name] = translated(node[_PAIRED[name]], language)


def _given(said: dict[str, JSON]) -> list[str]:
    """Return the texts that a call gives."""
    for words, value in said.items():
        if _TEXTS.match(words):
            texts = value if isinstance(value, list) else [value]
            if texts and all(isinstance(text, str) for text in texts):
                return [str(text) for text in texts]
    return []


def _target(said: dict[str, JSON]) -> str:
    """Return the language that is asked for; where none is, the first that is not the texts'."""
    for words, value in said.items():
        if _TARGET.match(words):
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, str) and value:
                return value
    return next(code for code in languages() if code != OWN)


def has_translations(node: dict[str, Any]) -> bool:
    """Tell whether an object holds a text in another language."""
    return not (_INTO.isdisjoint(node) and _PAIRED.keys().isdisjoint(node))
