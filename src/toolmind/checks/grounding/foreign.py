"""Values of dialogues in other languages than English: what else shows that they were said."""

from __future__ import annotations

import re

from toolmind.checks.grounding.dates import parse_moment
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.local_names import names_of
from toolmind.checks.grounding.values import ValueKind, invented
from toolmind.records import JSON, Schema
from toolmind.text.gloss.english import in_english
from toolmind.text.gloss.lexicon import UNDERSTOOD

_COPIED: frozenset[ValueKind] = frozenset(("identifier",))
"""Kinds of values that are copied as they stand, in every language."""

_READ: frozenset[ValueKind] = frozenset(("identifier", "date", "number"))
"""Kinds that are read in the languages of which there is a lexicon."""

_DAY_FIRST = re.compile(r"^(\d\d)[/.](\d\d)[/.](\d{4})$")
"""A day in figures, as all but Americans write it."""

_MADE = 100
"""From this one on, a number that two others make may be one told in two parts (ours)."""

_ENDINGS = 2
"""Letters at the end of a word that another form of it may have otherwise (ours)."""

_SHORTEST = 4
"""Letters that must be left of it (ours)."""


def foreign(
    kind: ValueKind, value: JSON, schema: Schema, name: str, evidence: Evidence
) -> ValueKind | None:
    """Return the kind of a value that nobody gave, or None where one said it in another language.

    A country, currency or language counts as said by its local name (CLDR), a word in another form
    of it ("в Москве" for "Москва"), a date or number as it is written there.
    """
    if not isinstance(value, str):
        return kind
    plain = _DAY_FIRST.sub(r"\3-\2-\1", in_english(value, evidence.language))
    if plain != value and invented(plain, schema, name, evidence) is None:
        return None
    if kind == "text" and any(map(evidence.holds, _forms(value))):
        return None
    if any(map(evidence.holds, names_of(value, evidence.language))):
        return None
    return kind


def not_understood(kind: ValueKind, value: JSON, evidence: Evidence) -> bool:
    """Say whether what was said may hold a value of the kind all the same, and no rule can read it.

    People word what they choose, names have other forms in other languages, and a number or a date
    of which parts were read may have been told in a way that no lexicon has.
    """
    if evidence.language == "en":
        return False
    if kind not in (_READ if evidence.language in UNDERSTOOD else _COPIED):
        return True
    if isinstance(value, str):
        return kind == "date" and _date_in_part(value, evidence)
    return isinstance(value, int | float) and value >= _MADE and _is_made(value, evidence)


def _date_in_part(value: str, evidence: Evidence) -> bool:
    """Say whether the day's number and month were told, each by itself, or a time near the time."""
    day, moment = parse_moment(value) or (None, None)
    if day is not None and not evidence.has_date(day):
        return evidence.has_number(day.day) and evidence.has_month(day.year, day.month)
    return moment is not None and evidence.has_time_near(moment.hour, moment.minute)


def _is_made(number: float, evidence: Evidence) -> bool:
    """Say whether two numbers that were told make it, as a sum or a product."""
    said = evidence.numbers()
    return any(number - one in said or (one > 1 and number / one in said) for one in said)


def _forms(value: str) -> list[str]:
    """Return the value, and what is left of a word of it without its ending."""
    words = value.split()
    if len(words) != 1 or not value.isalpha():
        return [value]
    return [value[: max(len(value) - _ENDINGS, _SHORTEST)]]
