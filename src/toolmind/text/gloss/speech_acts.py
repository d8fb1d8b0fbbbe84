"""How a language claims that something was done, and how it asks for consent and gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from toolmind.text.gloss.lexicon import any_of, lexicon

_SENTENCE = re.compile(r"[^.!?؟。।;\n]*(?:[.!?؟。।;\n]|$)")
_CLAUSE = re.compile(r"[^.!?؟。、,;\n]*(?:[.!?؟。、,;\n]|$)")
"""Chinese, Japanese and Korean say in one sentence, between commas, what others say in several."""

_CLAUSES = ("ja", "ko", "zh")
_PARTICLE = re.compile(r"(?<=ค่ะ)\s|(?<=ครับ)\s")
"""Where a sentence of Thai ends."""

_AT_BEGIN = r"^\W*"
_NEAR = r"[^.!?؟。،、,;\n]{0,60}?"
"""In one clause (the length is ours)."""

_IN_FIRST_WORDS = r"^\W*(?:\w+\W+){0,2}?"


@dataclass(frozen=True)
class Claims:
    """Patterns of a claim (`told`), of one in the first person (`did`: what else is said to be
    done, anybody may have done), of the `verb` in it, and of the words that make it none.
    """

    told: re.Pattern[str]
    did: re.Pattern[str]
    verb: re.Pattern[str]
    denied: re.Pattern[str]

    def verbs_in(self, text: str) -> Iterator[str]:
        """Yield what a text says to be done, whoever says so."""
        for found in self.told.finditer(text):
            verb = self.verb.search(found[0])
            yield (verb or found)[0].lower()


@dataclass(frozen=True)
class Consent:
    """Patterns of asking for consent and of giving it.

    A `policy` wants changes confirmed first. Who asks for consent (`asks`) does not ask `which`.
    Who `agrees` answers a question, and who says to go on (`goes`) needs none; who `refuses` begins
    so, or negates the words of consent; `otherwise` are words of who wants something else.
    """

    policy: re.Pattern[str]
    asks: re.Pattern[str]
    which: re.Pattern[str]
    agrees: re.Pattern[str]
    goes: re.Pattern[str]
    refuses: re.Pattern[str]
    otherwise: re.Pattern[str]


@cache
def claims(language: str) -> Claims | None:
    """Return how a language claims that something was done; None of one without a lexicon."""
    found = lexicon(language).get("claims")
    if not found:
        return None
    did = found["did"].replace("VERB", found["verbs"])
    told = f"{did}|{found['done'].replace('VERB', found['verbs'])}"
    patterns = (any_of(one, language) for one in (told, did, found["verbs"], found["denied"]))
    return Claims(*(re.compile(one, re.IGNORECASE) for one in patterns))


@cache
def consent(language: str) -> Consent | None:
    """Return how a language asks for consent and gives it; None of one without a lexicon."""
    found = lexicon(language).get("consent")
    if not found:
        return None
    patterns = {name: any_of(one, language) for name, one in found.items()}
    negates, consents = patterns.pop("negates"), f"(?:{patterns['agrees']}|{patterns['goes']})"
    negated = f"{negates}{_NEAR}{consents}|{consents}{_NEAR}{negates}"
    patterns["refuses"] = f"{_AT_BEGIN}{patterns['refuses']}|{negated}"
    patterns["agrees"] = _IN_FIRST_WORDS + patterns["agrees"]
    patterns["otherwise"] += r"|[?؟]"
    return Consent(**{name: re.compile(one, re.IGNORECASE) for name, one in patterns.items()})


def sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a folded text with what they end on; clauses, where commas part them.

    >>> sentences("已经取消了,请放心。", "zh")
    ['已经取消了,', '请放心。']
    """
    ends = _CLAUSE if language in _CLAUSES else _SENTENCE
    parts = _PARTICLE.split(text) if language == "th" else [text]
    return [found for part in parts for found in ends.findall(part) if found]
