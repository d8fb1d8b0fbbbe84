"""Dates and times that a text speaks of, in the forms people use, relative ones from a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from toolmind.checks.grounding.occasions import occasions_in
from toolmind.checks.grounding.periods import letter_first, periods_in
from toolmind.text.words import words

_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)}
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
)
_UNITS += "fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

_MONTH_WORD = rf"(?P<month>{letter_first(_MONTH)})(?:[a-z]*(?:ry|ch|il|st|ber)|e|y|t)?\b\.?"
"""In full, short, or with a slip in it (Febuary); "market" is none."""
_ANY_MONTH_WORD = re.compile(_MONTH_WORD)
_GAP = r"(?:[^\S\n]{1,8}|[^\S\n]{0,8}\n\s{0,8}(?!\d{1,2}[.)]\s))"
"""What is between a month and its day; a number that begins a line may count a list."""
_DAY_NUMBER = r"(?P<day>\d(?<!\w.)\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
# A digit, or the first letter, first: `re` then skips to the next one.
_ISO = re.compile(r"(\d(?<!\d.)\d{3})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d(?<!\w.)\d{3})(\d{2})(\d{2})(?!\w)")
_SLASHED = re.compile(
    r"(\d(?:(?<![\d/.-].)|(?<=[/.]\d-.)|(?<=[/.]\d\d-.))\d?)([/.-])(\d{1,2})"
    r"(?:\2(\d{4}|\d{2}))?(?![\d/]|-(?!\d{1,2}[/.]))"
)
"""9/15, also as one end of 9/15-9/21."""

_MONTH_FIRST = re.compile(rf"{_MONTH_WORD}{_GAP}(?:the\s+)?{_DAY_NUMBER}\b(?!:){_YEAR}")
_DAY_FIRST = re.compile(rf"{_DAY_NUMBER}\s+(?:of\s+)?{_MONTH_WORD}\b{_YEAR}")
_BARE_DAY = re.compile(r"(\d(?<!\w.)\d?)(?:st|nd|rd|th)\b")
_WEEKDAY = re.compile(
    rf"\b(?:(?P<lead>this|coming|upcoming|next|following|last|past|previous)\s+)?"
    rf"(?P<day>{'|'.join(DAYS)})\b"
)
_ANY_DAY = f"(?:{'|'.join(DAYS)})"
_A_WEEK = r"(?:this|next|last|past|previous|coming|following) week"
_LATER_WEEK = re.compile(
    r"\b(?:(?:next|following) week|week (?:after|from|later)|after next|(?:1|2|3) weeks?\b"
    r"|weeks from)"
)
_OPEN = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|weekend|soon|asap"
    r"|(?:this|next|last|coming|past|following) (?:week|month|year|morning|afternoon|evening|night)"
    r"|in (?:a|an|\d+) (?:few )?(?:day|week|month|year)s?"
    r"|\d+ (?:day|week|month|year)s? (?:from|ago|later|before|after))\b"
)
"""What is a date only with a clock."""
_OF_WEEK = re.compile(
    rf"\b{_ANY_DAY},? (?:of |in )?(?:the )?{_A_WEEK}|{_A_WEEK},? (?:on )?{_ANY_DAY}\b"
)
"""One day of a week: Friday next week."""
_LAST_WEEK = re.compile(r"\b(?:last|past|previous) week\b")
_ANY_MONTH = re.compile(r"\b(this|next|last|past|previous) month\b")
_ONE_NIGHT = re.compile(
    r"\b(?:(?:a|the|that) night (?:of|on|from)|overnight|for (?:the|a) night)\b"
)
_SPAN = re.compile(r"(\d(?<!\w.)\d{0,2})\s*(?:-\s*)?(day|night|week|month)s?\b")
_FROM_NOW = re.compile(r"\b(?:in|within|after|ago|from (?:now|today)|last|past|next|previous)\b")
"""What counts a span from the clock, although another day is spoken of."""
_TIME = re.compile(
    r"(?P<hour>\d(?<![\d.:/-].)\d?)(?:[:.h](?P<minute>\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*"
    r"(?P<half>a\.?m\b|p\.?m\b|o'?\s?clock)?"
)
_CLOCK_TIME = re.compile(
    r"\d(?<![\d.:/$-].)\d?(?::[0-5]\d(?!:)(?:\s*[ap]\.?m\b)?|\s*[ap]\.?m\b)(?![\d:])"
)
_PAST = re.compile(
    r"\b(quarter|half|\d{1,2})(?:\s+minutes)?\s+(past|after|to|before)\s+(\d{1,2})\b"
)
_SPOKEN = re.compile(
    r"(?P<lead>\b(?:at|around|about|by|until|till|from|before|after)\s+)?\b(?P<hour>\d{1,2})\s"
    r"(?P<minute>[0-5]\d)\b(?:\s+(?:in the )?(?P<half>am|pm|morning|afternoon|evening)\b)?"
)
"""Hours and minutes said one after the other: 7 40 in the evening."""

_HALVES = {"am": (0,), "morning": (0,), "pm": (1,), "afternoon": (1,), "evening": (1,)}


@lru_cache(maxsize=512)  # a text is read for numbers, days and times, and system prompts come again
def digits(text: str) -> str:
    """Return the text in lower case with number words and ordinals as digits.

    ``Twenty-five`` → ``25``, ``the third`` → ``the 3rd``, ``a couple of`` → ``2``.
    """
    text = text.lower()
    if text.isascii() and NUMBER_WORDS.isdisjoint(words(text)):
        return text
    return in_digits(text)


def in_digits(text: str) -> str:
    """Return a text that has number words as `digits` does; a long one is not remembered."""
    text = text.lower()
    return _NUMBER_WORD.sub(lambda match: _NUMBERS[re.sub(r"[\s-]+", " ", match[0])], text)


def _number_words() -> dict[str, str]:
    phrases = {word: str(number) for number, word in enumerate(_UNITS)}
    phrases |= {word: f"{number}{_suffix(number)}" for number, word in enumerate(_ORDINALS, 1)}
    for ten, word in enumerate(_TENS, 2):
        phrases[word] = str(10 * ten)
        phrases |= {f"{word} {_UNITS[unit]}": str(10 * ten + unit) for unit in range(1, 10)}
        for unit in range(1, 10):
            number = 10 * ten + unit
            phrases[f"{word} {_ORDINALS[unit - 1]}"] = f"{number}{_suffix(number)}"
    phrases |= {"thirtieth": "30th", "a couple of": "2", "a couple": "2", "a pair of": "2"}
    phrases |= {"a fortnight": "2 weeks", "fortnight": "2 weeks"}
    return phrases | {"a dozen": "12", "dozen": "12", "a week": "1 week", "a month": "1 month"}


def _suffix(number: int) -> str:
    if 10 < number % 100 < 14:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


_NUMBERS = _number_words()
NUMBER_WORDS = frozenset(word for phrase in _NUMBERS for word in phrase.split()) - {"a", "of"}
"""Words without which a text holds no number in words."""


def _any_of(phrases: Iterable[str]) -> str:
    """Return a pattern for the phrases, longest first, that tries each first word only once."""
    rests: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        first, _, rest = phrase.partition(" ")
        rests.setdefault(first, []).append(rest)
    return "|".join(first + _then(rest) for first, rest in rests.items())


def _then(rests: list[str]) -> str:
    longer = _any_of(filter(None, rests))
    return rf"(?:[\s-]+(?:{longer})){'?' if '' in rests else ''}" if longer else ""


_NUMBER_WORD = re.compile(rf"{letter_first(_NUMBERS, _any_of)}\b")


def parse_moment(text: str) -> tuple[date | None, time | None] | None:
    """Read a value that is a date, a time or both in ISO 8601 form, or None if it is neither."""
    text = text.strip()
    try:
        if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", text):
            return None, time.fromisoformat(f"0{text}" if text[1] == ":" else text)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text), None
        if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", text):
            moment = datetime.fromisoformat(text)
            return moment.date(), moment.time()
    except ValueError:
        return None
    return None


@lru_cache(maxsize=512)
def dates_in(text: str, clock: date | None, year: int | None = None) -> frozenset[date]:
    """Return every date that the text may speak of.

    A form that can be read in two ways gives both dates. What is relative ("tomorrow", "next
    Friday", "in two weeks", "the 9th") has an answer only with a clock, and so has what leaves out
    the year, unless that `year` is given. Spans ("for 4 nights") are counted from every date
    spoken of.
    """
    near = clock or (date(year, 7, 1) if year else None)
    if not _LETTER.search(text):
        return frozenset(_in_figures(text, (), near))
    text = digits(text)
    found: set[date] = set() if clock is None else set(_relative(text, clock))
    found.update(periods_in(text, near))
    found.update(occasions_in(text, near, clock))
    if not _DIGIT.search(text):  # all other forms have one
        return frozenset(found)
    months = [match for form in (_MONTH_FIRST, _DAY_FIRST) for match in form.finditer(text)]
    found.update(_in_figures(text, months, near))
    if clock:
        found.update(_without_year(_bare_days(text, clock), clock))
    if clock and (not found or _FROM_NOW.search(text)):
        return frozenset(found.union(_spans(text, found | {clock})))
    return frozenset(found.union(_spans(text, found)))


def _in_figures(text: str, months: Sequence[re.Match[str]], near: date | None) -> Iterator[date]:
    """Yield the days that are told in figures or by a month, those without a year as near ones."""
    yield from _absolute(text, months)
    if near is not None:
        yield from _without_year(_days_of_months(text, months), near)


def _absolute(text: str, months: Sequence[re.Match[str]]) -> Iterator[date]:
    for pattern in (_ISO, _COMPACT):
        for match in pattern.finditer(text):
            yield from _valid(int(match[1]), int(match[2]), int(match[3]))
    for match in _SLASHED.finditer(text):
        if match[4]:
            year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
            yield from _valid(year, int(match[1]), int(match[3]))
            yield from _valid(year, int(match[3]), int(match[1]))
    for match in months:
        if match["year"]:
            yield from _valid(int(match["year"]), _MONTH[match["month"]], int(match["day"]))


@lru_cache(maxsize=64)
def days_named(text: str) -> tuple[tuple[int, int, int, str], ...]:
    """Return year (or 0), month, day and words of every day that a text names by its month."""
    lowered = digits(text)
    if not any(map(lowered.__contains__, _MONTH)) or not _ANY_MONTH_WORD.search(lowered):
        return ()
    return tuple(
        (int(match["year"] or 0), _MONTH[match["month"]], int(match["day"]), match[0])
        for form in (_MONTH_FIRST, _DAY_FIRST)
        for match in form.finditer(lowered)
        if match["month"] != "may" or "May" in text  # the verb
    )


def days_told(text: str) -> frozenset[date]:
    """Return the days that a text tells with their years."""
    months = [match for form in (_MONTH_FIRST, _DAY_FIRST) for match in form.finditer(digits(text))]
    return frozenset(_absolute(text, months))


def times_named(text: str) -> Iterator[tuple[frozenset[tuple[int, int]], str]]:
    """Yield what every time with minutes or a half of the day may be, as `times_in` tells it."""
    for match in _CLOCK_TIME.finditer(text.lower()):
        yield times_in(match[0]), match[0]


def _days_of_months(text: str, months: Sequence[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Yield the month and day of what is told without a year."""
    for match in months:
        if not match["year"]:
            yield _MONTH[match["month"]], int(match["day"])
    for match in _SLASHED.finditer(text):
        if not match[4]:
            yield int(match[1]), int(match[3])
            yield int(match[3]), int(match[1])


def _bare_days(text: str, clock: date) -> Iterator[tuple[int, int]]:
    for match in _BARE_DAY.finditer(text):
        yield clock.month, int(match[1])
        yield clock.month % 12 + 1, int(match[1])


def _without_year(days: Iterable[tuple[int, int]], clock: date) -> Iterator[date]:
    for month, day in days:
        for year in (clock.year - 1, clock.year, clock.year + 1):
            yield from _valid(year, month, day)


def may_mean(text: str, day: date) -> bool:
    """Say whether a text speaks of a time that may be the day, if one knew when it was said."""
    text = digits(text)
    if _OPEN.search(text):
        return True
    if any(DAYS.index(match["day"]) == day.weekday() for match in _WEEKDAY.finditer(text)):
        return True
    rest = _DAY_FIRST.sub(" ", _MONTH_FIRST.sub(" ", text))
    return any(int(match[1]) == day.day for match in _BARE_DAY.finditer(rest))


def _relative(text: str, clock: date) -> Iterator[date]:
    def after(number: int) -> date:
        return clock + timedelta(days=number)

    if re.search(r"\b(today|tonight|now|current(ly)?|this (morning|afternoon|evening))\b", text):
        yield clock
    if "tomorrow" in text:
        yield from (after(1), after(2) if "day after tomorrow" in text else after(1))
    if "yesterday" in text:
        yield from (after(-1), after(-2) if "day before yesterday" in text else after(-1))
    monday = -clock.weekday()
    later = (7, 14) if _LATER_WEEK.search(text) else ()
    sooner = (-7, -14) if _LAST_WEEK.search(text) else ()
    for match in _WEEKDAY.finditer(text):
        ahead = (DAYS.index(match["day"]) + monday) % 7
        yield from (
            after(ahead + days) for days in (*_weeks(match["lead"], ahead), *later, *sooner)
        )
    if "weekend" in text:
        yield from (after(monday + 7 * week + day) for week in (0, 1) for day in (4, 5, 6))
    if "week" in text:
        text = _OF_WEEK.sub(" ", text)
    if "next week" in text:
        yield from (after(monday + 7 + day) for day in range(7))
        yield after(7)
    if "this week" in text:
        yield from (after(monday + day) for day in range(7))
    if _LAST_WEEK.search(text):
        yield from (after(monday - 7 + day) for day in range(7))
        yield after(-7)
    for match in _ANY_MONTH.finditer(text):
        yield from _month_edges(clock, {"this": 0, "next": 1}.get(match[1], -1))


def _weeks(lead: str | None, ahead: int) -> tuple[int, ...]:
    """Return how many days before or after its next coming a weekday may be meant."""
    if lead in ("next", "following"):
        return (0, 7)
    if lead in ("last", "past", "previous"):
        return (-7, -14)
    if lead:
        return (0, 7) if ahead == 0 else (0,)
    return (-7, 0, 7) if ahead == 0 else (-7, 0)


def _month_edges(clock: date, months: int) -> Iterator[date]:
    index = clock.year * 12 + clock.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    yield first
    yield (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    yield from _valid(first.year, first.month, clock.day)


def _spans(text: str, bases: set[date]) -> Iterator[date]:
    if _ONE_NIGHT.search(text):
        yield from (base + timedelta(days=1) for base in bases if base < date.max)
    for match in _SPAN.finditer(text):
        number, unit = int(match[1]), match[2]
        if number > 400:
            continue
        for base in bases:
            if unit == "month":
                index = base.year * 12 + base.month - 1
                for there in (index + number, index - number):
                    yield from _valid(there // 12, there % 12 + 1, base.day)
            else:
                days = number * (7 if unit == "week" else 1)
                for there in (base.toordinal() + days, base.toordinal() - days):
                    if 0 < there <= date.max.toordinal():
                        yield date.fromordinal(there)


def _valid(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return


@lru_cache(maxsize=512)
def times_in(text: str) -> frozenset[tuple[int, int]]:
    """Return every time of day, as (hour, minute), that the text may speak of.

    A bare hour ("at 7") may mean the morning or the evening.
    """
    text = digits(text)
    found: set[tuple[int, int]] = set()
    for match in _TIME.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if hour > 24 or minute > 59:
            continue
        half = (match["half"] or "")[:1]
        if half in "ao" or not half:
            found.add((0 if hour in (12, 24) and half == "a" else hour % 24, minute))
        if half != "a" and hour <= 12:
            found.add((hour % 12 + 12, minute))
    if not _LETTER.search(text):  # all that follow are told in words
        return frozenset(found)
    for match in _SPOKEN.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"])
        if hour <= 12 and (match["lead"] or match["half"]):
            late = _HALVES.get(match["half"] or "", (0, 1))
            found |= {(hour % 12 + 12 * half, minute) for half in late}
    for match in _PAST.finditer(text):
        minutes = {"quarter": 15, "half": 30}.get(match[1]) or int(match[1])
        sign = 1 if match[2] in ("past", "after") else -1
        total = int(match[3]) * 60 + sign * minutes
        found |= {divmod(total % 1440, 60), divmod((total + 720) % 1440, 60)}
    if "noon" in text or "midday" in text:
        found.add((12, 0))
    if "midnight" in text:
        found.add((0, 0))
    return frozenset(found)
