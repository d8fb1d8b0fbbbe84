"""What an answer says was done or found, somebody has done or looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck
from toolmind.checks.grounding.numbers import numbers_in
from toolmind.checks.rules.count import FEWEST, collections_in
from toolmind.records import Message
from toolmind.text.gloss.lexicon import UNDERSTOOD, fold
from toolmind.text.gloss.speech_acts import Claims, claims, sentences
from toolmind.tools.effects import named_effect, tool_effect

_DONE = (
    "booked reserved scheduled rescheduled added created cancelled canceled deleted removed sent "
    "ordered purchased bought placed registered transferred returned exchanged refunded submitted "
    "posted renamed"
).split()
_VERB = f"({'|'.join(_DONE)})"
_ADVERBS = r"(?:(?:just|now|also|already|successfully|gone ahead and) ){0,2}"
_CLAIMS = re.compile(
    rf"(?<!if )\b(?:I|we)(?:['’]ve| have) {_ADVERBS}{_VERB}\b"
    rf"|\b(?:has|have|is|are) (?:now )?been {_ADVERBS}{_VERB}\b"
    rf"|\b(?:was|were) successfully {_VERB}\b",
    re.IGNORECASE,
)
_YOURS = re.compile(
    r"\byour\b|\b(?:it|this|that|they|these|everything|all)(?: of (?:it|this|that|them))?"
    r" (?:has|have|is|are) (?:now )?been\b",
    re.IGNORECASE,
)
"""What was asked for, or is the user's: the games of 2020 are not."""

_FINDS = re.compile(
    r"\b(?:I|we)(?:['’]ve| have)? (?:found|located) (?:an?|the|some|several|one|two|three)\b"
    r"|\baccording to (?:our|the|your) (?:system|records?|calendar|schedule)\b"
    r"|\bI (?:can )?(?:see|find) that you (?:already )?have\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:(?:found|located|find|locate|identified)|there (?:are|is)"
    r"|(?:reveal|return|show|turn)\w*(?: up)?)(?: about| over)? (\d+) \w+"
    r"|\b(?:I|we)(?:['’]ve| have) (\d+) (?:[\w-]+ ){1,3}(?:for you|available|that|which)\b"
    r"|(?<!\S)(\d+) (?:[\w-]+ ){1,4}(?:were|was|have been) found\b",
    re.IGNORECASE,
)
"""How many were found."""

_DIGIT = re.compile(r"\d")

_SIGNS = ("ve ", "been", "successfully")
"""Without one of these, and a verb, there is no need to look for the pattern."""

_NOT = re.compile(
    r"n['’]t\b|\b(?:not|no|never|cannot|unable|once|if|after|when|ensure|make sure|please|kindly"
    r"|confirm|check)\b",
    re.IGNORECASE,
)
"""Words of who did not do it, or asks whether that is what shall be done."""


class Claim(RuleCheck):
    """An answer that claims an action that no call made, or finds without a look-up, is at fault.

    An action counts as made where any call before it may have changed something and did not fail,
    or where a result or the user speaks of it; where there were look-ups alone, a rule is unsure
    (a tool may be called `get_ride`, and book one). So it is where nobody says "I", or in
    English "your" or "it" ("the games have been cancelled": by whom?). Claims of actions are known
    in English and in the languages of which there is a lexicon, finds in English alone.
    """

    name = "claim"
    understands = ENGLISH | UNDERSTOOD

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per answer that claims what nobody did."""
        writes: set[str] = set()
        acted = looked = fresh = False
        heard: list[str] = []
        told: list[str] = []
        """What the assistant said."""
        for message in context.trajectory.messages:
            if message.role != "assistant":
                fresh = message.role == "tool"
                looked = looked or fresh
                acted = acted or (message.tool_call_id in writes and message.status != "error")
                heard.append(message.content.lower())
                continue
            writes.update(c.id for c in message.tool_calls if _may_write(c.name, context))
            if message.tool_calls or acted or not message.content:
                continue
            if claimed := _claimed(message.content, heard):
                verb, own = claimed
                text = f"it says that something was {verb}, and no call before it did anything"
                unsure = looked or context.language != "en" or not own
                yield Finding("no_action", text, message.id, (message.id,), unsure=unsure)
            elif abroad := _claimed_abroad(message, context):
                phrase, own = abroad
                text = f"it says that something was done ({phrase}), and no call before it did"
                unsure = looked or not own
                yield Finding("no_action", text, message.id, (message.id,), unsure=unsure)
            elif not fresh and _found(message.content, heard, told, looked):
                text = "it tells what was found, and nothing was looked up for it"
                unsure = context.language != "en"
                yield Finding("no_look_up", text, message.id, (message.id,), unsure=unsure)
            told.append(message.content)


def _may_write(name: str, context: CheckContext) -> bool:
    tool = context.tools.get(name)
    return (tool_effect(tool) if tool else named_effect(name)).may_write


def _claimed(text: str, heard: list[str]) -> tuple[str, bool] | None:
    """Return the verb of an action that is claimed, of which nobody else has spoken, and whether
    in the first person, or of what is the user's; of such claims the first, else of the others.
    """
    lowered = text.lower()
    if not (any(sign in text for sign in _SIGNS) and any(verb in lowered for verb in _DONE)):
        return None
    other = None
    for match in _CLAIMS.finditer(text):
        sentence = text[max(text.rfind(". ", 0, match.start()), 0) : match.end()]
        verb = str(next(filter(None, match.groups())))
        if not _NOT.search(sentence) and not any(verb.lower() in one for one in heard):
            if match[1] or _YOURS.search(sentence):
                return verb, True
            other = other or (verb, False)
    return other


def _claimed_abroad(message: Message, context: CheckContext) -> tuple[str, bool] | None:
    """Return the words that claim an action in another language, of which nobody else has spoken,
    and whether in the first person; of such claims the first, else of the others.

    A question, a condition and a denial claim nothing, in their whole sentence.
    """
    language = context.language
    if language == "en" or (words := claims(language)) is None:
        return None
    other = None
    for sentence in sentences(fold(message.content, language), language):
        found = words.told.search(sentence)
        if found and not sentence.endswith(("?", "؟")) and not words.denied.search(sentence):
            verbs = set(words.verbs_in(sentence))
            others = takewhile(lambda one: one.id != message.id, context.trajectory.messages)
            if not any(_spoken_of(verbs, one, words, language) for one in others):
                if own := words.did.search(sentence):
                    return own[0].strip(), True
                other = other or (found[0].strip(), False)
    return other


def _spoken_of(verbs: set[str], message: Message, words: Claims, language: str) -> bool:
    """Say whether a result holds one of the verbs, or the user says that it was done."""
    if message.role == "tool":
        text = fold(message.content, language).lower()
        return any(verb in text for verb in verbs)
    said = fold(message.content, language) if message.role == "user" else ""
    return not verbs.isdisjoint(words.verbs_in(said))


def _found(text: str, heard: list[str], told: list[str], looked: bool) -> bool:
    """Say whether a text tells of a find although nothing was looked up; or how many there are, if
    nobody has told so before.
    """
    if not looked and (match := _FINDS.search(text)):
        return not any(match[0].lower() in one for one in heard)
    if not _DIGIT.search(text):
        return False
    counts = (int(next(filter(None, match.groups()))) for match in _COUNTS.finditer(text))
    return any(
        count >= FEWEST and not any(_tells(one, count) for one in (*heard, *told))
        for count in counts
    )


def _tells(text: str, count: int) -> bool:
    """Say whether a text holds a number, in digits or words, or lists so many things."""
    return count in numbers_in(text) or any(len(one) == count for one in collections_in(text))
