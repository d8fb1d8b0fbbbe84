"""The assistant writes in the letters that the user writes in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from toolmind.checks.base import CheckContext, Finding, RuleCheck

_SCRIPTS = {
    "Cyrillic": "\u0400-\u04ff",
    "Arabic": "\u0600-\u06ff",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Han or Kana": "\u3040-\u30ff\u4e00-\u9fff",
    "Hangul": "\uac00-\ud7af",
    "Greek": "\u0370-\u03ff",
}
_OF_SCRIPT = {name: re.compile(f"[{chars}]") for name, chars in _SCRIPTS.items()}
_OTHER = re.compile(f"[{''.join(_SCRIPTS.values())}]")
_LATIN = re.compile(r"[A-Za-z]")
_MOST = 0.5
"""An answer is in a script that this share of its letters has (ours)."""


class Language(RuleCheck):
    """An answer in a script that stands nowhere before it is a fault of its turn.

    Languages of one script are not told apart. Where anybody but the assistant has used the
    script, or spoken of a language, nothing is said.
    """

    name = "language"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per answer in other letters."""
        heard: set[str] = set()
        named = False
        for message in context.trajectory.messages:
            if message.content.isascii() and message.role == "assistant":
                continue
            if message.role != "assistant":
                heard |= _scripts(message.content).keys()
                named = named or "anguage" in message.content or "ranslat" in message.content
                continue
            found = _scripts(message.content)
            latin = len(_LATIN.findall(message.content)) if found else 0
            for script, letters in found.items():
                share = letters / (latin + sum(found.values()))
                if share >= _MOST and script not in heard and not named:
                    text = f"the answer is in {script}, which nobody has used before"
                    yield Finding("switch", text, message.id, (message.id,))


@lru_cache(maxsize=64)  # many dialogues have one system prompt
def _scripts(text: str) -> dict[str, int]:
    """Return how many letters of each script but the Latin one a text has."""
    if text.isascii() or not _OTHER.search(text):
        return {}
    found: Counter[str] = Counter()
    for letter, times in Counter(_OTHER.findall(text)).items():
        found[next(name for name, chars in _OF_SCRIPT.items() if chars.match(letter))] += times
    return found
