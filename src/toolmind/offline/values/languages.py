"""Languages by their codes and names, and what can be said in them: the texts that are drawn.

There is no translator offline. What stands for spoken or written content is drawn from few texts,
and each is here in every language of the places; any other text is only marked with the language.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

OWN = "en"
"""The language of all texts that are drawn."""


class Language(NamedTuple):
    """A language: its English name, and the texts, those of all languages in the same order."""

    name: str
    texts: tuple[str, ...]


@lru_cache(maxsize=1)
def languages() -> dict[str, Language]:
    """Return the known languages by their codes (ISO 639-1)."""
    text = (files("toolmind") / "data" / "phrases.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in text.splitlines() if not row.startswith("#")]
    return {code: Language(name, tuple(texts.split(" | "))) for code, name, texts in rows}


@lru_cache(maxsize=1)
def _places() -> dict[str, int]:
    return {text: at for language in languages().values() for at, text in enumerate(language.texts)}


_MARK = re.compile(r"^\[[\w -]+\] ")


def code_of(language: str) -> str:
    """Return the code of a language, given as code (``pt-BR``) or name; as it is if unknown."""
    known = languages()
    code = language.replace("_", "-").partition("-")[0].lower()
    if code in known:
        return code
    return next((c for c, each in known.items() if each.name.lower() == language.lower()), language)


def translated(text: str, language: str) -> str:
    """Return a text in a language, or marked with it where it cannot be translated: ``[fr] …``."""
    text = _MARK.sub("", text)
    code, at = code_of(language), _places().get(text)
    if at is None or code not in languages():
        return text if code == OWN else f"[{code}] {text}"
    return languages()[code].texts[at]
