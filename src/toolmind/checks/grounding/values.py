"""Whether a value of a call is what was said, in whatever form it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from functools import lru_cache
from typing import Literal

from toolmind.checks.grounding.counts import is_count, is_counted
from toolmind.checks.grounding.dates import dates_in, parse_moment
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.measures import duration, quantity
from toolmind.checks.grounding.names import other_names
from toolmind.checks.grounding.numbers import numbers_in
from toolmind.checks.grounding.spelled import is_spelled
from toolmind.records import JSON, Schema
from toolmind.text.identifiers import spaced
from toolmind.text.words import words

ValueKind = Literal["date", "identifier", "number", "text", "enum", "boolean"]

STOP_WORDS = frozenset(
    "a an and are as at be by for from has have in into is it its of on or per s that the this to "
    "was were will with".split()
)
_FLAG_WORDS = STOP_WORDS | frozenset(
    "allow allowed allows can do does enable enabled filter flag get include included includes "
    "including is isn need needs no not only only should show use want with without".split()
)
_FLAGS = ("true", "false")
_OPPOSITE = {"on": "off", "open": "close", "lock": "unlock", "enable": "disable", "mute": "unmute"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}
"""Who speaks of the one has spoken of whether it is the other: ``on=false``, switch it off."""

_DATE_PARTS = frozenset("year month day hour minute date".split())

_SECONDS = {"seconds": 1, "minutes": 60, "mins": 60, "hours": 3600, "days": 86400}
"""Words of the names of durations, with their unit's length."""

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})[-/](\d{1,2})")
_AMID = re.compile(
    r"(?<=\s)(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?|\d{1,2}:\d{2})(?![\w:-])"
)
"""A date or a time amid a text."""

_SUM = re.compile(r"[(\s]*[\d.,]+(?:[\s)]+[-+*/%][\s(]+[\d.,]+|[\s)]*[+*^×][\s(]*[\d.,]+)+[)\s]*")
"""A sum to be worked out, as for a calculator: numbers, with operators between them. Those that
dates and ids have, too, stand apart."""

_BEGUN = re.compile(r"(#?[A-Za-z]{1,3}[-_]?|#)(\d{4,})")

_SHORT_TEXT = 4
"""Up to this many content words, each must have been said (ours)."""

_DAY = re.compile(
    r"(?:(?:on|the|of|this|next|coming)\b|[\s,.]|\d{1,4}(?:st|nd|rd|th)?\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)+",
    re.IGNORECASE,
)
"""A text that is nothing but a day."""

_LONG_TEXT_SHARE = 0.6
"""Of a longer text, which a model phrases itself, this share of content words (ours)."""


def invented(value: JSON, schema: Schema, name: str, evidence: Evidence) -> ValueKind | None:
    """Return the kind of a value that the evidence does not hold, or None when it does.

    `name` is the parameter's name: for a boolean, speaking of the parameter is what counts.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return None if _topic_known(name, evidence) else "boolean"
    if isinstance(value, int | float):
        return None if _number_known(value, name, evidence) else "number"
    if evidence.has_text(value) or evidence.has_initials(value):
        return None
    moment = parse_moment(value)
    if moment is not None:
        return None if moment_known(*moment, evidence) else "date"
    if _measure_known(value, evidence) or _day_known(value, evidence):
        return None
    if value.lower() in _FLAGS and _topic_known(name, evidence):
        return None
    if evidence.has_phone(value):
        return None
    if "enum" in schema:
        return None if choice_known(value, schema["enum"], evidence) else "enum"
    fault = _text_fault(value, name, evidence)
    return None if fault == "text" and _other_name_known(value, evidence) else fault


def _other_name_known(value: str, evidence: Evidence) -> bool:
    """Say whether a place was said by another name: SFO, San Francisco; codes in capitals."""
    return any(
        evidence.has_code(name) if name.isupper() else evidence.has_text(name)
        for name in other_names(value)
    )


def _topic_known(name: str, evidence: Evidence) -> bool:
    named = name_words(name)
    topic = [word for word in named if word not in _FLAG_WORDS]
    said = evidence.has_text(name) or evidence.has_text(" ".join(named))
    other = [_OPPOSITE[word] for word in named if word in _OPPOSITE]
    return said or any(map(evidence.has_word, (*topic, *other)))


def _number_known(value: float, name: str, evidence: Evidence) -> bool:
    named = name_words(name)
    if evidence.has_number(value) and _is_told_so(value, named, evidence):
        return True
    if value == 0 and evidence.has_none_of(named):
        return True
    if not _DATE_PARTS.isdisjoint(named) and value in evidence.date_parts():
        return True
    unit = next((_SECONDS[word] for word in named if word in _SECONDS), 0)
    return bool(unit) and evidence.lasts(value * unit)


def _is_told_so(value: float, named: Sequence[str], evidence: Evidence) -> bool:
    """Say whether a number that was said may be this one: that of a day or an hour is no count."""
    if not is_count(named) or value not in evidence.date_parts():
        return True
    return is_counted(value, evidence.said())


def is_meant(day: date, evidence: Evidence) -> bool:
    """Say whether a day was spoken of; the clock's own counts, too, where no other one was."""
    if day != evidence.today:
        return evidence.has_date(day)
    days = evidence.spoken_days(day.year)
    return not days or day in days or evidence.has_text(day.isoformat())


def moment_known(day: date | None, moment: time | None, evidence: Evidence) -> bool:
    """Say whether the day and the time of a moment were spoken of; midnight is any day's edge."""
    if day is not None and not is_meant(day, evidence):
        return False
    if moment is None:
        return True
    edge = (moment.hour, moment.minute) in ((0, 0), (23, 59)) and day is not None
    return edge or evidence.has_time(moment.hour, moment.minute)


def _day_known(value: str, evidence: Evidence) -> bool:
    """Look for the one day that words mean: "11 October", if the eleventh was spoken of."""
    return bool(_DAY.fullmatch(value)) and evidence.has_day_of(value)


def _measure_known(value: str, evidence: Evidence) -> bool:
    """Look for a number with its unit, a duration, a month or a day of one, as they are said."""
    if month := _MONTH.fullmatch(value):
        return evidence.has_month(int(month[1]), int(month[2]))
    if day := _MONTH_DAY.fullmatch(value):
        one, other = int(day[1]), int(day[2])
        return evidence.has_month_day(one, other) or evidence.has_month_day(other, one)
    told = quantity(value)
    if told is not None and evidence.has_quantity(*told):
        return True
    seconds = duration(value)
    return seconds is not None and evidence.has_duration(seconds)


def choice_known(value: str, choices: Sequence[JSON], evidence: Evidence) -> bool:
    """Look for a choice by the words that tell it from the others: STATUS_OPEN is "open"."""
    labels = [name_words(str(choice)) for choice in choices]
    common = set(labels[0]).intersection(*labels[1:]) if labels else set()
    own = [word for word in name_words(value) if word not in common | STOP_WORDS]
    return bool(own) and all(map(evidence.has_word, own))


@lru_cache(maxsize=65536)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of an identifier as they are in what was said: ``fullTime``, full time."""
    return words(spaced(name))


def _text_fault(value: str, name: str, evidence: Evidence) -> ValueKind | None:
    try:
        if _number_known(float(value), name, evidence):
            return None
    except ValueError:
        pass
    if _SUM.fullmatch(value):
        return None if all(map(evidence.has_number, numbers_in(value))) else "number"
    value = _without_known(value, evidence)
    content = content_words(value)
    exact = [word for word in content if any(char.isdigit() for char in word)]
    hard = bool(exact) or "@" in value or "_" in value
    if len(content) == 1 or len(value.split()) == 1:
        if hard:
            known = _completed(value, evidence) or is_spelled(value, evidence.said())
            return None if known else "identifier"
        return None if content and _worded(content, value, evidence) else "text"
    if any(not _exact_known(word, evidence) for word in exact):
        return "identifier"
    needed = len(content) if len(content) <= _SHORT_TEXT else _LONG_TEXT_SHARE * len(content)
    return (
        None
        if evidence.has_words(content, needed)
        else "identifier"
        if hard and len(content) <= _SHORT_TEXT
        else "text"
    )


def content_words(value: str) -> list[str]:
    """Return the words of a text that say something."""
    return [word for word in words(value) if word not in STOP_WORDS]


def _worded(content: Sequence[str], value: str, evidence: Evidence) -> bool:
    """Say whether a value of one word was said, in another form, or in the code's long one."""
    return all(map(evidence.has_form, content)) or evidence.has_long_form(value)


def _completed(value: str, evidence: Evidence) -> bool:
    """Say whether an id is a number that was said, as ids begin here: 9502126, #W9502126."""
    found = _BEGUN.fullmatch(value)
    return found is not None and evidence.has_word(found[2]) and evidence.has_begin(found[1])


def _without_known(value: str, evidence: Evidence) -> str:
    """Return a text of several words without the dates and times in it that were spoken of."""
    if _AMID.search(value):
        value = _AMID.sub(lambda match: _rest(match, evidence), value)
    if _WRITTEN_DAY.search(value):
        days = dates_in(value, None)
        if days and all(map(evidence.has_date, days)):
            return _YEAR.sub(" ", value)
    return value


_WRITTEN_DAY = re.compile(
    r"\d(?:st|nd|rd|th)?,? (?:of )?(?:[a-z]+,? )?(?:19|20)\d\d\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _rest(match: re.Match[str], evidence: Evidence) -> str:
    moment = parse_moment(match[0])
    return " " if moment and moment_known(*moment, evidence) else match[0]


def _exact_known(word: str, evidence: Evidence) -> bool:
    if evidence.has_word(word) or (word.isdigit() and evidence.has_number(int(word))):
        return True
    told = quantity(word)
    return told is not None and evidence.has_quantity(*told)
