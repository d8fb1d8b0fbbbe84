"""Which language a text is in."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from toolmind.text.words import plain_signs

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_ENGLISH = re.compile(
    r"\b(?:the|and|of|is|are|for|with|what|would|please|my|your|you|this|that|it|can|could|need"
    r"|want|have|to|how|there|at|from|by)\b",
    re.IGNORECASE,
)
_SHARE = 0.12
"""Of the words of an English text so many are among these at least (ours): one of 1,943 human
dialogues with tools has less; of other languages in Latin letters none has a sixth of that."""

_MORE_ENGLISH = re.compile(
    _ENGLISH.pattern[:-3]
    + r"|show|find|where|look|check|good|okay|then|some|about|which|when|who|here|get|like|know"
    r"|help|let|will|should|because|first|more|only|other|thanks|i|has|been|was|were|our|its|into"
    r"|also|they|any|yes|now|make|see|than|using|these|those|we|provide|based|think|great)\b",
    re.IGNORECASE,
)
_SHARE_OF_MORE = 0.2
"""So many are among these, of a text in catchwords; of other languages in Latin letters at most a
third of that (ours). It spares the identifier, which takes 0.5 s and 80 MB."""

_FEW = 6
"""A text of fewer words, in plain letters, is taken for English, which most data is in (ours)."""

_SURE = 0.6
"""How probable the identifier must find a language (ours)."""

_READ = 1000
"""Characters that are read, at most."""

_SCRIPTS = {
    "ko": re.compile("[\uac00-\ud7af]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
}
"""Languages by letters that they have to themselves, or, of Chinese, share with Japanese."""

_LETTERS = re.compile(r"[^\W\d_]")
_MOST = 0.2
"""Text with Latin names and codes is in the language that has this share of its letters (ours)."""

_OTHERS = (
    "en de fr es pt it nl sv da no fi pl cs hu ro bg el tr ru uk ar fa ur he hi mr bn ta te gu pa "
    "id vi"
).split()
"""Languages that the identifier chooses from: those of ten million speakers or more that data comes
in. With all of its own it finds dialects in short texts."""


@lru_cache(maxsize=512)
def language_of(text: str) -> str:
    """Return the language (ISO 639-1) of a text, or nothing where it cannot be told.

    English, which most data is in, is told by its commonest words, languages with a script of their
    own by that, and all others by py3langid (Lui and Baldwin 2012).
    """
    text = text[:_READ]
    count = len(text.split())
    if len(_ENGLISH.findall(text)) >= max(2, _SHARE * count) or (text.isascii() and count < _FEW):
        return "en"
    least = max(2, _SHARE_OF_MORE * count)
    if plain_signs(text).isascii() and len(_MORE_ENGLISH.findall(text)) >= least:
        return "en"
    letters = len(_LETTERS.findall(text))
    if not text.isascii():
        for language, script in _SCRIPTS.items():
            if len(script.findall(text)) > _MOST * letters:
                return language
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE else ""


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.5 s, and English needs none

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    whole.set_languages(_OTHERS)
    return LanguageIdentifier(  # without the other hundred languages: a quarter of its memory
        whole.nb_ptc,
        whole.nb_pc,
        whole.nb_classes,
        whole.tk_nextmove,
        whole.tk_output,
        norm_probs=True,
        tk_row=whole.tk_row,
    )
