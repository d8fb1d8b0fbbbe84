"""Values that nobody gave, and that a person may have meant all the same.

Of a dialogue that was not planned nobody has the user's brief. People choose in words of their own:
"a small car" is Compact, and "lobster" seafood; they say less than a name in full; without a clock
nobody knows which day is next Friday; and what is written to somebody is the model's own work. Of
these a rule is unsure, and they are for judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from toolmind.checks.grounding.dates import may_mean, parse_moment
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.moments import moments_told
from toolmind.checks.grounding.names import is_city, may_be_called
from toolmind.checks.grounding.own_choice import chosen_by_caller, in_own_words
from toolmind.checks.grounding.values import (
    ValueKind,
    choice_known,
    content_words,
    is_meant,
    name_words,
)
from toolmind.records import JSON, Schema

_PAGING = frozenset(
    "limit max maximum count size page offset top k n num radius results per depth timeout"
    " retries".split()
)
"""Parameters of how much is looked up, which whoever calls may choose (ours)."""

_OF_PEOPLE = frozenset("price cost budget fare party group guests people age".split())
"""Words by which such a name is of what the user wants: `max_price`, `party_size` (ours)."""

_ENDS = frozenset("end ends until till checkout out return dropoff to".split())
_OFFSET = re.compile(r"\d(?:Z|[+-]\d\d:?\d\d)$")
_ZONE = re.compile(
    r"\b(?:UTC|GMT|[ECMP][SD]?T|CES?T|BST|IST|JST|AES?T|[A-Z][a-z]+ time|time ?zone)\b"
)
_EDGES = (time(), time(23, 59), time(23, 59, 59))
"""Times that mean a whole day."""

_LONGEST_DAYS = 31
"""How long a time may be that whoever calls looks into, without anybody having said so (ours)."""

_PARTICLES = frozenset("de del da di do du la le les los las el van von der den".split())
"""Words of names that nobody means by themselves: Rio de Janeiro (ours)."""

_CODE = re.compile(r"[A-Z]{1,5}(?:[.-][A-Z]{1,2})?")
_NAME_SHARE = 0.5
"""Of a name of several words this share was said where a person means it (ours)."""


@dataclass(frozen=True)
class Argument:
    """A value that was not said, of which kind, and the call's arguments that it stands among."""

    kind: ValueKind
    value: JSON
    name: str
    schema: Schema
    arguments: dict[str, JSON]


def undecided(found: Argument, evidence: Evidence) -> bool:
    """Say whether a person, whose brief nobody has, may have meant a value that nobody gave."""
    value, name = found.value, found.name
    if evidence.is_cut or chosen_by_caller(found.kind, value, name):
        return True
    if found.kind == "number":
        named = name_words(name)
        return not _PAGING.isdisjoint(named) and _OF_PEOPLE.isdisjoint(named)
    if not isinstance(value, str):
        return False
    if found.kind == "date":
        return _date_undecided(found, evidence)
    if found.kind == "enum":
        return not other_chosen(value, found.schema["enum"], evidence.latest())
    if found.kind == "text" and (in_own_words(name) or _CODE.fullmatch(value)):
        return True
    if _partly_named(value, evidence) or _cut_short(value, evidence):
        return True
    return found.kind == "text" and is_city(value) and may_be_called(value, evidence.spoken())


def other_chosen(value: str, choices: Sequence[JSON], said: Evidence) -> bool:
    """Say whether another choice was spoken of than this one, a text; of true and false nobody can
    say.
    """
    if value.lower() in ("true", "false"):
        return False
    own = set(name_words(value))  # of which another may be a part: Park, of Theme Park
    others = (choice for choice in choices if isinstance(choice, str) and choice != value)
    return any(choice_known(one, choices, said) for one in others if not own > set(name_words(one)))


def _partly_named(value: str, evidence: Evidence) -> bool:
    """Say whether a name of several words is one that was said in part: AMC Bay Street (16)."""
    value = value.replace("_", " ")
    content = [word for word in content_words(value) if word not in _PARTICLES]
    if len(value.split()) < 2 or any(len(w) > 2 and _has_digit(w) for w in content):
        return False
    known = sum(map(evidence.has_word, content))
    return known >= max(1, _NAME_SHARE * len(content))


def _cut_short(value: str, evidence: Evidence) -> bool:
    """Say whether a name begins with a word that was said in short: Philly, Philadelphia."""
    content = content_words(value)
    return len(content) == 1 and value.isalpha() and evidence.has_short_form(content[0])


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


def _date_undecided(found: Argument, evidence: Evidence) -> bool:
    if _OFFSET.search(str(found.value)) and any(map(_ZONE.search, evidence.spoken())):
        return True  # a time of one zone, told in another
    moment = parse_moment(str(found.value))
    if moment is None:
        return not evidence.has_clock
    day, ends = moment[0], not _ENDS.isdisjoint(name_words(found.name))
    if moment[1] and day and _told_on_another_day(day, moment[1], evidence):
        return False
    if day is not None and not is_meant(day, evidence):
        if day == evidence.today and not evidence.asks_for_a_day(day.year):
            return True  # the days that were told are those of earlier requests
        return evidence.may_have_date(day) or (ends and _ends_soon(day, found, evidence))
    return ends or not evidence.speaks_of_time()


def _told_on_another_day(day: date, at: time, evidence: Evidence) -> bool:
    """Say whether somebody told the time with a day, and only with other ones, and has spoken of no
    day since then that may be this one.
    """
    other = False
    for text in evidence.spoken():
        told = [one for one in moments_told(text) if (at.hour, at.minute) in one.times]
        if any(one.is_on(day) for one in told):
            return False
        other = bool(told) or (other and not may_mean(text, day))
    return other


def _ends_soon(day: date, found: Argument, evidence: Evidence) -> bool:
    """Say whether the day comes soon after another one of the call, and nobody told when it ends.

    A call without another day may end on any. What begins and ends at times of the day lasts a day
    at most, unless somebody says so: a meeting, no stay.
    """
    others = list(_other_moments(found))
    if not others:
        return True
    if any(told > max(others)[0] for told in evidence.spoken_days(day.year)):
        return False
    moment = parse_moment(str(found.value))
    at = ((moment and moment[1]) or time()).replace(tzinfo=None)
    if at in _EDGES or any(begin in _EDGES for _, begin in others):
        return any(0 <= (day - one).days <= _LONGEST_DAYS for one, _ in others)
    return any(0 <= (day - one).days <= (at <= begin) for one, begin in others)


def _other_moments(found: Argument) -> Iterator[tuple[date, time]]:
    """Yield the days of the call's other arguments, with their times: midnight without one."""
    for name, value in found.arguments.items():
        if name != found.name and isinstance(value, str) and (moment := parse_moment(value)):
            day, at = moment
            if day is not None:
                yield day, (at or time()).replace(tzinfo=None)
