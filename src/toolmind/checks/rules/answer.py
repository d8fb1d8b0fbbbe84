"""What an answer tells in figures is traced to who knew it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.dates import days_named, times_named
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.own_choice import is_search
from toolmind.checks.rules.figures import is_known_in_short, untraced_figure
from toolmind.text.gloss.english import apart, in_english
from toolmind.text.gloss.lexicon import UNDERSTOOD

_CODE = re.compile(r"\b(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b")
_OFFERS = re.compile(
    r"[^.!?\n]*\b(?:mean|meant|rather|instead|prefer|if you (?:want|like|wish))\b[^.!?\n]*\?",
    re.IGNORECASE,
)
"""A question whether another thing was meant."""

_QUESTION = re.compile(
    r"(?:(?<=[.!?\n])|^)\s*(?:(?:and|so|or|okay|ok|sure|great)\W+)*(?:should|shall|do|does|did|are|is"
    r"|would|will|can|could|may|when|what|which|how|for)\b[^.!?\n]*(?:\?|$)",
    re.IGNORECASE,
)
"""A question, which may offer a day that nobody spoke of: it claims nothing."""

_NEXT = re.compile(
    r"\b(?:next|following|previous) day\b|\bday (?:after|before|later)\b", re.IGNORECASE
)
"""What is said of a day beside one that was spoken of: an arrival after midnight."""

_LEAP = 2000
"""A year that has every day."""

_DIGIT = re.compile(r"\d")


class Answer(RuleCheck):
    """A number or a code in an answer that neither the user nor a result holds is its fault.

    What may be worked out (totals, rests, times that have passed) is let pass. Of results that were
    cut short nobody knows all that they held, and where all that can be called searches by words
    the question is one of general knowledge, which whoever answers may have: there it is unsure. In
    other languages than English either way of writing numbers may trace a figure.
    """

    name = "answer"
    understands = ENGLISH | UNDERSTOOD

    def findings(self, context: CheckContext) -> Iterable[Finding]:
        """Return one finding per answer with a figure that cannot be traced."""
        language = "en" if context.is_plain else context.language
        found = list(self._found(context, language))
        if found and language != context.language:
            return self._found(context, context.language)
        return found

    def _found(self, context: CheckContext, language: str) -> Iterator[Finding]:
        evidence = Evidence(parse_clock(context.scenario.clock), language)
        knows = _asks_the_world(context)
        results: list[str] = []
        offered: list[str] = []
        """Questions that the user has not answered yet."""
        for message in context.trajectory.messages:
            if message.role == "assistant":
                for call in message.tool_calls:
                    evidence.add(call.arguments)
                if not _DIGIT.search(message.content):
                    continue
                said = in_english(message.content, language)
                asked = _untraced_moment(said, evidence)
                figure = _untraced_in(message.content, said, asked, evidence, results)
                if figure or asked:
                    text = f"nothing that was said or returned holds {figure or asked}"
                    turn = message.id
                    unsure = not figure or knows or evidence.is_cut
                    yield Finding("untraced_figure", text, turn, (turn,), unsure=unsure)
                offered += _questions(message.content)
            elif message.role == "tool":
                evidence.add_result(message.content)
                results.append(message.content)
            else:
                for text in (*offered, message.content):
                    evidence.add(text)
                offered.clear()


def _asks_the_world(context: CheckContext) -> bool:
    """Say whether there are tools, and all of them search by words alone."""
    required = [tool.parameters.get("required") or () for tool in context.tools.values()]
    return bool(required) and all(one and all(map(is_search, one)) for one in required)


def _questions(text: str) -> Iterator[str]:
    """Yield the sentences that end with a question mark."""
    at = -1
    while (at := text.find("?", at + 1)) >= 0:
        yield text[max(text.rfind(sign, 0, at) for sign in ".!?\n") + 1 : at]


def _untraced_in(
    text: str, said: str, asked: str, evidence: Evidence, results: Sequence[str]
) -> str:
    """Return the first figure that is untraced, whichever way the language's numbers are read."""
    if evidence.language == "en":
        return _untraced(text, asked, evidence, results)
    plain = apart(text)
    found = _untraced(plain, _untraced_moment(plain, evidence), evidence, results)
    return found and _untraced(said, asked, evidence, results)


def _untraced(text: str, asked: str, evidence: Evidence, results: Sequence[str]) -> str:
    """Return the first figure of an answer that the evidence does not hold, or nothing.

    `asked` is an untraced day or time of it: where no question asks for that, it is the figure.
    """
    for match in _CODE.finditer(text):
        if not (evidence.has_text(match[0]) or is_known_in_short(match[0], evidence)):
            return match[0]
    if asked and (moment := _untraced_moment(_QUESTION.sub(" ", text), evidence)):
        return moment
    for *_, written in days_named(text):  # traced; its numbers are no figures
        text = _without(text, written)
    return untraced_figure(text, evidence, results)


def _without(text: str, written: str) -> str:
    """Return a text without what is written in it, in whatever case."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return re.sub(re.escape(written), " ", text, flags=re.IGNORECASE)
    while (at := lowered.find(written)) >= 0:
        text = f"{text[:at]} {text[at + len(written) :]}"
        lowered = f"{lowered[:at]} {lowered[at + len(written) :]}"
    return text


def _untraced_moment(text: str, evidence: Evidence) -> str:
    """Return the first day or time of an answer that nobody spoke of, or nothing.

    A question back may offer one: "Do you mean 9 May?"
    """
    moment = _moment(text, evidence)
    return _moment(_OFFERS.sub(" ", text), evidence) if moment and "?" in text else moment


def _moment(text: str, evidence: Evidence) -> str:
    for year, month, day, written in days_named(text):
        if _day_known(year, month, day, evidence) or evidence.has_text(written):
            continue
        if not (_NEXT.search(text) and _beside(month, day, evidence)):
            return written
    for times, written in times_named(text):
        if not (any(evidence.has_time(*at) for at in times) or evidence.has_text(written)):
            return written
    return ""


def _day_known(year: int, month: int, day: int, evidence: Evidence) -> bool:
    """Say whether the day was spoken of, if it was told with its year in that one."""
    try:
        return evidence.has_date(date(year, month, day))
    except ValueError:  # no year, or no such day
        return evidence.has_month_day(month, day)


def _beside(month: int, day: int, evidence: Evidence) -> bool:
    """Say whether the day before or after was spoken of."""
    try:
        one = date(_LEAP, month, day)
    except ValueError:
        return False
    near = (one - timedelta(days=1), one + timedelta(days=1))
    return any(evidence.has_month_day(other.month, other.day) for other in near)
