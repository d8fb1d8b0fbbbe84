"""Whether the user called something off that was planned: "never mind the delivery"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolmind.checks.grounding.values import content_words
from toolmind.records import Message
from toolmind.text.stems import stem

_OFF = re.compile(
    r"\b(?:never ?mind|forget (?:it|about|the|that)|no (?:longer|need)|not any ?more|not after all"
    r"|(?:do not|don['’]t) (?:bother|book|need|want|do)|call (?:it|that|the \w+) off|rather not"
    r"|(?:skip|drop|scrap) (?:it|that|the)|leave (?:it|that|the|them|everything)|scratch that"
    r"|hold off|i['’]?(?:ll| will) (?:do|see to|ring|call|leave|think)\b)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_ENDS = re.compile(r"\b(?:anything|nothing|more|further|else)\b", re.IGNORECASE)
"""What stands where somebody says goodbye: I do not need anything else."""

_SHORT = 4
"""Words that say something, of a sentence that means what was spoken of last (ours)."""


def may_be_called_off(messages: Iterable[Message], what: str) -> bool:
    """Say whether a user's later message may call off what words tell of, in English.

    It has words of that, or hardly any but those that call it off. What the first message does not
    want was never planned.
    """
    told = {stem(word) for word in content_words(what.lower())}
    said = [message.content for message in messages if message.role == "user"]
    sentences = (sentence for text in said[1:] for sentence in _SENTENCE.split(text))
    return any(_is_of(one, told) for one in sentences if _OFF.search(one))


def _is_of(sentence: str, told: set[str]) -> bool:
    own = {stem(word) for word in content_words(_OFF.sub(" ", sentence).lower())}
    return not own.isdisjoint(told) or (len(own) <= _SHORT and not _ENDS.search(sentence))
