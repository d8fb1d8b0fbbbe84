"""What has been said so far in a dialogue, asked for by the kind of value that it can prove.

Text is matched by whole words, numbers as numbers, dates as dates: the "2" of "12" proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import chain

from toolmind.checks.grounding.dates import (
    NUMBER_WORDS,
    dates_in,
    in_digits,
    may_mean,
    times_in,
)
from toolmind.checks.grounding.leaves import (
    flat_leaves,
    leaf_numbers,
)
from toolmind.checks.grounding.measures import durations_in, moments_in, quantities_in
from toolmind.checks.grounding.names import SYNONYMS
from toolmind.checks.grounding.numbers import numbers_in
from toolmind.checks.grounding.phones import may_be_phone, phones_in, same_phone
from toolmind.checks.grounding.said import Said
from toolmind.checks.grounding.time_words import (
    REPEATS,
    SHIFTS,
    STAMP,
    TIME_OF_DAY,
    lies_beside,
    repeated_from,
    seconds_between,
)
from toolmind.text.identifiers import spaced
from toolmind.text.nouns import singular
from toolmind.text.stems import stem
from toolmind.text.words import joined_words, words

_ANY_YEAR = 2000
"""The year of what is told without one, where only months and days count: one with all days."""

_NONE_OF = re.compile(
    r"\b(?:no|without|zero|not any|n['’]t (?:have|need|want) any)\s+((?:\w+\s*){1,3})"
)
_INITIALS = re.compile(r"[A-Z]{2,5}")
_DIGIT = re.compile(r"\d")
_SYMBOL = re.compile("[$€£¥₹]")

_CODES = frozenset(SYNONYMS.values())

_CUT = 4
"""Letters that a word cut short must keep (ours)."""

_ALIKE = 5
"""Letters that two forms of one word have in common at their begin: nausea, nauseous (ours)."""


class Evidence(Said):
    """A growing record of what was said. `clock` resolves relative dates; None leaves them open.

    Of what is said in another `language` than English, its English gloss counts as said, too.
    A text is read for a kind of value (words, numbers, dates …) when that kind is first asked
    for: most calls ask for text and numbers only, and nobody asks after the last call. `is_cut`
    once a result was cut short, so that nobody knows all that it held.
    """

    def __init__(self, clock: datetime | None = None, language: str = "en") -> None:
        super().__init__(language)
        self._clock = clock
        self.today = clock.date() if clock else None
        self._flat = self._flat_returned = " | "
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._unstemmed: list[tuple[set[str], list[str]]] = []
        self._phones: set[str] = set()
        self._numbers: set[float] = set()
        self._dates: set[date] = set()
        self._times: set[tuple[int, int]] = set()
        self._near: set[tuple[int, int]] = set()
        """The clock's time, and the full hours around it."""
        self._quantities: set[tuple[float, str]] = set()
        self._durations: set[float] = set()
        if clock is not None:
            self._dates.add(clock.date())
            full = clock.replace(minute=0)
            near = (clock, full, full + timedelta(hours=1))
            self._near = {(one.hour, one.minute) for one in near}
            self._words.update(_names(clock.date()))

    @property
    def has_clock(self) -> bool:
        """Whether it is known when the dialogue takes place."""
        return self._clock is not None

    def has_text(self, text: str) -> bool:
        """Say whether the text was said, word for word, ignoring case and punctuation."""
        if not self._echoed and self._written.holds(text):
            return True
        sought = words(text)
        if not sought:  # signs, an emoji: looked for as they are written
            return any(text in said for said in self.said())
        if self.language == "en" and self._written.lacks(sought):
            return False
        if self._holds_words(f" {' '.join(sought)} "):
            return True
        # Of several lines also as JSON writes them, for that is how objects are quoted.
        return "\n" in text and self.has_text(text.replace("\n", "\\n"))

    def _holds_words(self, sought: str) -> bool:
        """Look among what people said, and only then take the results apart."""
        if spoken := self._new_spoken("text"):
            self._flat += " | ".join((*map(_flat, spoken), ""))
        if sought in self._flat:
            return True
        if returned := self._new_returned("text"):
            self._flat_returned += " | ".join((*map(flat_leaves, returned), ""))
        return sought in self._flat_returned

    def has_initials(self, text: str) -> bool:
        """Say whether the initials of a name of several words were said: SF, San Francisco."""
        initials = "".join(word[0] for word in words(text)).upper()
        return _INITIALS.fullmatch(initials) is not None and self.has_code(initials)

    def has_code(self, code: str) -> bool:
        """Say whether a word stands in what was said as it is, in capitals."""
        return any(code in text and re.search(rf"\b{code}\b", text) for text in self.said())

    def has_begin(self, begin: str) -> bool:
        """Say whether something began so that goes on in digits: #W, of #W9502127."""
        form = re.compile(rf"(?<!\w){re.escape(begin)}\d")
        return any(begin in text and form.search(text) for text in self.said())

    def spoken(self) -> Sequence[str]:
        """Return what people wrote."""
        return self._spoken

    def has_short_form(self, word: str) -> bool:
        """Say whether a word was said that begins as this one does: Philly, Philadelphia."""
        self._read_words()
        return len(word) > _CUT and any(one.startswith(word[:_CUT]) for one in self._words)

    def has_word(self, word: str) -> bool:
        """Say whether a word was said, in a common form or cut short: Fran, Francisco."""
        if not self._echoed and self._written.holds(word):
            return True
        if self._has_read(word, results=False):
            return True
        return not self._lacks_begin(word) and self._has_read(word, results=True)

    def _lacks_begin(self, word: str) -> bool:
        """Say whether no word in a result begins as this one does, so that none need be read.

        Other words than are written come of numbers in words and of what has a code.
        """
        begin = stem(word)
        known = self.language != "en" or not word[:1].isalpha() or begin in _CODES
        return not known and self._written.lacks((begin[:_CUT],))

    def _has_read(self, word: str, *, results: bool) -> bool:
        self._read_words(results=results)
        if word in self._words or stem(word) in self._stems_read():
            return True
        return any(word[:end] in self._words for end in range(_CUT, len(word)))

    def has_words(self, content: Sequence[str], needed: float) -> bool:
        """Say whether so many of the words were said, as `has_word` tells it; the dearest last."""
        rest = content
        if not self._echoed:
            rest = [word for word in content if not self._written.holds(word)]
        missing = needed - (len(content) - len(rest))
        for results in (False, True):
            if missing > 0:
                self._read_words(results=results)
            if missing <= sum(word in self._words for word in rest):
                return True
            if not results:  # which are dear to read
                rest = [one for one in rest if not self._lacks_begin(one) or self.has_word(one)]
            if missing > len(rest):
                return False
        return missing <= sum(map(self.has_word, rest))

    def has_form(self, word: str) -> bool:
        """Say whether the word was said, or another that begins as it does: nausea, nauseous."""
        if self.has_word(word):
            return True
        begin = word[:_ALIKE]
        return len(word) > _ALIKE and any(
            said.startswith(begin) for said in self._words if len(said) > _ALIKE
        )

    def has_long_form(self, code: str) -> bool:
        """Say whether the letters of a code are, in order, of a word that was said: NFLX."""
        if not _INITIALS.fullmatch(code):
            return False
        self._read_words()
        form = re.compile("[a-z]*".join(code.lower()) + "[a-z]*")
        return any(form.fullmatch(word) for word in self._words)

    def has_number(self, number: float) -> bool:
        """Say whether the number was said, in digits or words; 20% is 20 and 0.2."""
        sought = float(number)
        if sought in self._numbers:
            return True
        if not self._echoed and self._written.holds_number(sought):
            return True
        self._numbers.update(*map(_numbers_of, self._new_spoken("numbers")))
        if sought in self._numbers:
            return True
        self._numbers.update(*map(leaf_numbers, self._new_returned("numbers")))
        return sought in self._numbers

    def has_none_of(self, things: Sequence[str]) -> bool:
        """Say whether people said that there are none of what a word names: no children."""
        named = {singular(word) for word in things}
        found = (match for text in self._spoken for match in _NONE_OF.finditer(text.lower()))
        return any(singular(word) in named for match in found for word in words(match[1]))

    def has_phone(self, text: str) -> bool:
        """Say whether a telephone number was said, in another form: with its country, or without.

        One of the two must be written as people write them, so that no digits of an id count.
        """
        if not may_be_phone(text):
            return False
        spoken, returned = self._unread("phones")
        for said in chain(spoken, *returned):
            self._phones.update(phones_in(said))
        return any(same_phone(text, known) for known in self._phones)

    def numbers(self) -> AbstractSet[float]:
        """Return every number that was said so far, as `has_number` reads them."""
        spoken, returned = self._unread("numbers")
        self._numbers.update(*map(_numbers_of, spoken), *map(leaf_numbers, returned))
        return self._numbers

    def has_quantity(self, number: float, unit: str) -> bool:
        """Say whether the number was said with the unit, given by its short form: 25 milligrams."""
        for text in self._with_digits("quantities"):
            self._quantities.update(quantities_in(text))
        return (number, unit) in self._quantities

    def has_duration(self, seconds: float) -> bool:
        """Say whether a duration was said: an hour and a half is 5400 seconds."""
        for text in self._with_digits("durations"):
            self._durations |= durations_in(text)
        return seconds in self._durations

    def lasts(self, seconds: float) -> bool:
        """Say whether a duration was said, or two times so far apart: from 2 to 3:30 pm."""
        return self.has_duration(seconds) or seconds in seconds_between(self._spoken)

    def has_day_of(self, text: str) -> bool:
        """Say whether the text means a day, and that day was spoken of (of either year, if any)."""
        days = dates_in(text, self.today)
        return bool(days) and all(map(self.has_date, days))

    def has_date(self, day: date) -> bool:
        """Say whether the date was spoken of, in any form, relative ones from the clock.

        Without a clock one that was told without its year is of any year.
        """
        days = self._dates_read(day.year)
        return (
            day in days
            or any(day in repeated_from(days, text, day) for text in self._with_repeats())
            or any(lies_beside(day, days, text) for text in self._spoken)
        )

    def spoken_days(self, year: int) -> set[date]:
        """Return the days that people spoke of; without a clock those without a year are of it."""
        return self._days_of(self._spoken, year)

    def asks_for_a_day(self, year: int) -> bool:
        """Say whether the user has spoken of a day in what they ask for now."""
        return bool(self._days_of(self._request, year))

    def _days_of(self, texts: Sequence[str], year: int) -> set[date]:
        return {
            day
            for text in texts
            if not STAMP.search(text)
            for day in dates_in(text, self.today, None if self._clock else year)
        }

    def may_have_date(self, day: date) -> bool:
        """Say whether, had one a clock, the date may be one that was spoken of: "tomorrow"."""
        return self._clock is None and any(may_mean(text, day) for text in self._spoken)

    def has_month(self, year: int, month: int) -> bool:
        """Say whether a day of the month, or the month itself, was spoken of."""
        return any((day.year, day.month) == (year, month) for day in self._dates_read(year))

    def has_month_day(self, month: int, day: int) -> bool:
        """Say whether a day of the calendar was spoken of, of whatever year: the first of May."""
        return any((one.month, one.day) == (month, day) for one in self._dates_read(_ANY_YEAR))

    def has_time(self, hour: int, minute: int) -> bool:
        """Say whether the time of day was spoken of, or is so long before or after one that was."""
        times = self._times_read()
        if (hour, minute) in times or (hour, minute) in self._near:
            return True
        if not any(SHIFTS.search(text) for text in self._spoken):
            return False
        self.has_duration(0)
        minutes = {int(seconds // 60) % 1440 for seconds in self._durations}
        sought = hour * 60 + minute
        return any((60 * h + m - sought) % 1440 in minutes for h, m in times) or any(
            (sought - 60 * h - m) % 1440 in minutes for h, m in times
        )

    def has_time_near(self, hour: int, minute: int) -> bool:
        """Say whether a time within the hour before or after was spoken of, of either half day."""
        sought = (60 * hour + minute) % 720
        return any(not 60 <= (60 * h + m - sought) % 720 <= 660 for h, m in self._times_read())

    def speaks_of_time(self) -> bool:
        """Say whether anybody has spoken of a time of day (the clock and results do not count)."""
        return any(TIME_OF_DAY.search(text) for text in self._spoken)

    def latest(self) -> Evidence:
        """Return what was said last, alone."""
        last = Evidence(self._clock)
        for text in self._spoken[-1 if self.language == "en" else -2 :]:
            last.add(text)
        return last

    def holds(self, text: str) -> bool:
        """Say whether a text stands in what was said, as a part of any word."""
        return text.casefold() in "\n".join(self.said()).casefold()

    def date_parts(self) -> set[int]:
        """Return the years, months and days of all dates spoken of, and their hours."""
        parts = {
            part for day in self._dates_read(_ANY_YEAR) for part in (day.year, day.month, day.day)
        }
        times = self._times_read() | self._near
        return parts | {part for time in times for part in time}

    def _read_words(self, *, results: bool = True) -> None:
        """Learn the words of what is new, of results or only of what people said."""
        spoken = self._new_spoken("words")
        returned = list(chain(*self._new_returned("words"))) if results else []
        if not (spoken or returned):
            return
        text = "\n".join([*spoken, *returned])
        named = {*words(text), *_SYMBOL.findall(text)}
        if not NUMBER_WORDS.isdisjoint(named):
            named.update(words(in_digits("\n|\n".join([*spoken, *returned]))))
        named |= {SYNONYMS[word] for word in SYNONYMS.keys() & named}
        self._words |= named
        self._unstemmed.append((named, returned))

    def _stems_read(self) -> set[str]:
        for named, returned in self._unstemmed:
            self._stems.update(map(stem, named), map(stem, words(spaced("\n".join(returned)))))
        self._unstemmed.clear()
        return self._stems

    def _dates_read(self, year: int) -> set[date]:
        given = None if self._clock else year
        for text in self._with_digits(f"dates of {given}"):
            self._dates |= dates_in(text, self.today, given)
            if self._clock:
                self._dates.update(moment.date() for moment in moments_in(text, self._clock))
        return self._dates

    def _with_repeats(self) -> list[str]:
        return [text for text in self._spoken if REPEATS.search(text)]

    def _times_read(self) -> set[tuple[int, int]]:
        for text in self._with_digits("times"):
            self._times |= times_in(text)
            if self._clock:
                found = moments_in(text, self._clock)
                self._times.update((moment.hour, moment.minute) for moment in found)
        return self._times


@lru_cache(maxsize=64)
def _names(day: date) -> tuple[str, ...]:
    return tuple(f"{day:%A %B}".lower().split())


@lru_cache(maxsize=512)  # more than one check asks, and system prompts come again
def _numbers_of(text: str) -> tuple[float, ...]:
    return tuple(numbers_in(text))


@lru_cache(maxsize=512)
def _flat(text: str) -> str:
    return joined_words([text])
