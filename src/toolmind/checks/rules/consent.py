"""Whether a policy wants consent, whether it was asked for, and whether it was given: by words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from toolmind.text.gloss.lexicon import fold
from toolmind.text.gloss.speech_acts import Consent, consent, sentences

_ENGLISH = Consent(
    policy=re.compile(
        r"(?:\b(?:explicit\w*|obtain|get|ask|must|require\w*|always|need|wait)\b[^.\n]{0,80}"
        r"\b(?:confirm\w*|consent|approval|approve)\b[^.\n]{0,80}"
        r"\b(?:before|prior|to proceed|yes)\b)"
        r"|\b(?:before|prior to)\b[^.\n]{0,160}\b(?:confirm\w*|consent|approval)\b",
        re.IGNORECASE,
    ),
    asks=re.compile(
        r"\b(?:confirm(?! your (?:user|name|e-?mail|password|id|account|zip))|proceed|go ahead"
        r"|is (?:that|this|everything) (?:correct|right|ok\w*)"
        r"|would you like (?:me to|to (?:proceed|confirm|go))|do you want me to"
        r"|(?:shall|should|may|can) I(?! (?:know|have|help|assist|ask|get you))|yes\W+(?:or|/)"
        r"|sound good|look (?:good|right|correct)|agree|authori[sz]e)\b",
        re.IGNORECASE,
    ),
    which=re.compile(r"^\W*(?:\w+ )?(?:which|what|how|when|where|who)\b", re.IGNORECASE),
    agrees=re.compile(
        r"^\W*(?:(?:um+|uh+|oh|ah|well|okay|ok|alright|great|perfect|thanks|thank you|hmm)\W+){0,3}"
        r"(?:yes|yeah|yep|yup|sure|okay|ok|correct|right|absolutely|definitely|of course|please do"
        r"|that(?:['’]s| is| will| works| would)|go ahead|confirmed|i confirm|sounds)\b",
        re.IGNORECASE,
    ),
    goes=re.compile(
        r"(?<!not )(?<!n['’]t )(?<!not to )(?<!never )"
        r"(?<!not want to )(?<!n['’]t want to )"
        r"\b(?:go ahead|proceed|i confirm|confirmed|please do(?! not|n['’]t))\b",
        re.IGNORECASE,
    ),
    refuses=re.compile(
        r"^\W*(?:(?:um+|oh|ah|well|hmm|sorry|please)\W+)*(?:no|nope|nah|wait|hold on|actually|not"
        r"|(?:i )?do(?: not|n['’]t) (?:want to )?"
        r"(?:go ahead|proceed|confirm|agree|do (?:it|that|this))|change|make (?:it|that))\b",
        re.IGNORECASE,
    ),
    otherwise=re.compile(
        r"\b(?:no|not|cannot|wait|stop|actually|instead|rather|but|also|another|different|change"
        r"|what|how|why|which)\b|n['’]t\b|\?",
        re.IGNORECASE,
    ),
)

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_QUESTION = re.compile("[?؟]")


@lru_cache(maxsize=64)  # many dialogues have one system prompt
def wants_consent(policy: str, language: str) -> bool:
    """Say whether a policy, in English or in that language, wants changes confirmed first."""
    words = consent(language)
    told = words is not None and words.policy.search(fold(policy, language)) is not None
    return told or _ENGLISH.policy.search(policy) is not None


def agreed(exchanges: Sequence[tuple[str, str, bool]], language: str) -> bool:
    """Say whether the user's last word is consent, from what was asked, what was said to it, and
    whether a change had been made before: only for the few calls that change something.
    """
    words = consent(language)
    for asked, said, changed in reversed(exchanges):
        if words is None:
            given, other = _in_english(asked, said)
        else:
            given, other = _abroad(fold(asked, language), fold(said, language), words, language)
        if given:
            return True
        if changed or other:
            return False
    return False


def asked_otherwise(exchanges: Sequence[tuple[str, str, bool]], language: str) -> bool:
    """Say whether, since a change was made, another question was put than those that are known to
    ask for consent, or for something else: it may have been for consent. Of English all are known.
    """
    if (words := consent(language)) is None:
        return False
    for asked, _, changed in reversed(exchanges):
        for sentence in sentences(fold(asked, language), language):
            if _QUESTION.search(sentence) and not (
                words.asks.search(sentence) or words.which.search(sentence)
            ):
                return True
        if changed:
            return False
    return False


def _in_english(asked: str, said: str) -> tuple[bool, bool]:
    """Return whether the user consents, and whether they want something else."""
    consents = _asks(asked) and not _ENGLISH.refuses.search(said)
    if consents or ("?" in asked and _ENGLISH.agrees.search(said)) or _ENGLISH.goes.search(said):
        return True, False
    return False, _ENGLISH.otherwise.search(said) is not None


@lru_cache(maxsize=256)  # of every change anew
def _asks(text: str) -> bool:
    """Say whether a sentence asks for consent: "which one shall I book" asks for something else."""
    return _ENGLISH.asks.search(text) is not None and any(
        _ENGLISH.asks.search(sentence) and not _ENGLISH.which.search(sentence)
        for sentence in _SENTENCE.split(text)
    )


def _abroad(asked: str, said: str, words: Consent, language: str) -> tuple[bool, bool]:
    """Return the same of another language, of folded texts. `OK` and `yes` are said in all."""
    parts = sentences(said, language)
    if any(words.goes.search(part) and not words.refuses.search(part) for part in parts):
        return True, False
    if not words.refuses.search(said):
        put = [part for part in sentences(asked, language) if not words.which.search(part)]
        agrees = words.agrees.search(said) or _ENGLISH.agrees.search(said)
        if any(map(words.asks.search, put)) or (agrees and any(map(_QUESTION.search, put))):
            return True, False
    return False, words.otherwise.search(said) is not None
