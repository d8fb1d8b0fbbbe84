"""What an answer tells in figures is traced to who knew it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

from toolmind.checks.base import ENGLISH, CheckContext, Finding, RuleCheck, read_json
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.dates import days_named, times_named
from toolmind.checks.grounding.evidence import Evidence
from toolmind.records import JSON
from toolmind.text.gloss.english import apart, in_english
from toolmind.text.gloss.lexicon import UNDERSTOOD

_FIGURE = re.compile(
    r"(?<![\w.,:/#@-])[$€£]?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w:/@-]|[.,]\d|(?:st|nd|rd|th)\b)"
)
_CODE = re.compile(r"\b(?=[A-Z0-9-]*\d[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]+(?:-[A-Z0-9]+)*\b")
_DERIVES = re.compile(
    r"\b(?:total|sum|altogether|remaining|left|difference|refund|save[sd]?|more|less|days|weeks|years"
    r"|old)\b|[=+×*]",
    re.IGNORECASE,
)
"""What is said of a number that was worked out of others."""

_SCALE = re.compile(r"\b(?:out of|over)\s*$|\d\s*/\s*$", re.IGNORECASE)
_SCALES = (100, 1000)
"""What people rate things out of."""

_FIRST_YEAR = 1900
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?:the\s+)?$"
    r"|\b(?:on|of|the|until|till|and|day|to|-)\s+$",
    re.IGNORECASE,
)
"""What a part of a date stands after."""

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
_MOST = 200
"""Of more numbers than these nobody says what cannot be made of them (ours)."""

_LISTED = 40
"""Figures of a text that are added up, at most (ours)."""

_SMALL = 12
"""Numbers up to this one may be counted by anybody (ours)."""


class Answer(RuleCheck):
    """A number or a code in an answer that neither the user nor a result holds is its fault.

    What may be worked out (totals, rests, times that have passed) is let pass, and so is what
    stands in a dialogue in which nothing has been called: there, nothing is told of results. In
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
                    yield Finding("untraced_figure", text, turn, (turn,), unsure=not figure)
                offered += _questions(message.content)
            elif message.role == "tool":
                evidence.add_result(message.content)
                results.append(message.content)
            else:
                for text in (*offered, message.content):
                    evidence.add(text)
                offered.clear()


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
        if not evidence.has_text(match[0]):
            return match[0]
    if asked and (moment := _untraced_moment(_QUESTION.sub(" ", text), evidence)):
        return moment
    for *_, written in days_named(text):  # traced; its numbers are no figures
        text = _without(text, written)
    figures = [match for match in _FIGURE.finditer(text) if not _known(match, evidence)]
    for match in figures:
        if _number(match[1]) in _SCALES and _SCALE.search(text, 0, match.start()):
            continue
        sentence = text[_start(text, match.start()) : _end(text, match.end())]
        number = _number(match[1])
        if not (_DERIVES.search(sentence) and _made(number, match, evidence, results)):
            return match[0]
    return ""


def _without(text: str, written: str) -> str:
    """Return a text without what is written in it, in whatever case."""
    lowered = text.lower()
    if len(lowered) != len(text):
        return re.sub(re.escape(written), " ", text, flags=re.IGNORECASE)
    while (at := lowered.find(written)) >= 0:
        text = f"{text[:at]} {text[at + len(written) :]}"
        lowered = f"{lowered[:at]} {lowered[at + len(written) :]}"
    return text


def _made(number: float, match: re.Match[str], evidence: Evidence, results: Sequence[str]) -> bool:
    """Say whether a figure may be worked out of what is known."""
    if _worked_out(number, evidence) or _adds_up(match, evidence):
        return True
    return any(abs(sum(one) - number) < 0.01 for one in _columns(results) if len(one) > 1)


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


def _known(match: re.Match[str], evidence: Evidence) -> bool:
    written = match[1]
    number = _number(written)
    if number <= _SMALL and number.is_integer():
        return True
    if evidence.has_number(number) or evidence.has_text(written):
        return True
    if "." in written and _rounds(number, len(written.partition(".")[2]), evidence):
        return True
    dated = number >= _FIRST_YEAR or _DATED.search(match.string, 0, match.start())
    return bool(dated) and number in evidence.date_parts()


def _number(written: str) -> float:
    return float(written.replace(",", ""))


def _worked_out(number: float, evidence: Evidence) -> bool:
    """Say whether two numbers that were said make it, as sum, difference or product."""
    there = sorted(evidence.numbers())[:_MOST]
    if len(there) == _MOST:
        return True
    cents = {round(one, 2) for one in there}
    return any(
        round(number - one, 2) in cents
        or round(number + one, 2) in cents
        or (
            one
            and round(number / one, 2) in cents
            and abs(round(number / one, 2) * one - number) < 0.01
        )
        for one in there
    )


def _rounds(number: float, places: int, evidence: Evidence) -> bool:
    """Say whether a number with more places than these was said, of which it is the rounding."""
    return any(one != number and round(one, places) == number for one in evidence.numbers())


def _adds_up(match: re.Match[str], evidence: Evidence) -> bool:
    """Say whether figures that stand side by side in the same text, all known, come to it."""
    others = [
        _number(one[1])
        for one in _FIGURE.finditer(match.string)
        if one.span() != match.span() and _known(one, evidence)
    ][:_LISTED]
    sums = (
        sum(others[first : last + 1])
        for first in range(len(others))
        for last in range(first + 1, len(others))
    )
    return any(abs(one - _number(match[1])) < 0.005 for one in sums)


def _columns(results: Iterable[str]) -> Iterable[list[float]]:
    """Return the numbers that results have under each key."""
    columns: dict[str, list[float]] = defaultdict(list)
    for content in results:
        with suppress(ValueError):  # a text is no table
            _add_to(columns, read_json(content))
    return columns.values()


def _add_to(columns: dict[str, list[float]], result: JSON, key: str = "") -> None:
    """Add the numbers of a result to the others under their key, texts of numbers too."""
    if isinstance(result, dict):
        for name, value in result.items():
            _add_to(columns, value, name)
    elif isinstance(result, list):
        for value in result:
            _add_to(columns, value, key)
    elif isinstance(result, int | float | str) and not isinstance(result, bool):
        with suppress(ValueError):
            columns[key].append(_number(str(result)))


def _start(text: str, at: int) -> int:
    return max(text.rfind(". ", 0, at), text.rfind("\n", 0, at), -1) + 1


def _end(text: str, at: int) -> int:
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return min(ends, default=len(text))
