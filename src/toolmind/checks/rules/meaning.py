"""Whether an argument says what was wanted, in whatever words a person or a model puts it."""

from __future__ import annotations

from datetime import datetime

from toolmind.checks.grounding.dates import dates_in, parse_moment
from toolmind.checks.grounding.measures import duration, quantity
from toolmind.records import JSON
from toolmind.text.stems import stem
from toolmind.text.words import words

_EMPTY = frozenset(
    "a an and are as at be by for from has have i in into is it its my of on our or per please s "
    "that the their this to was were will with your".split()
)
"""Words that change no meaning. (Without, not, no and never do.)"""

_TURNS = frozenset("no not never none without except non".split())
"""Words that turn a text around: both have them or neither."""

_ALIKE = 0.6
"""Of the words of two short texts, the share in common from which they say the same (ours)."""

_SHORT = 6
"""Words up to which a text is held against all of the other; of longer texts, which people put in
their own words, the shorter must be found in the longer (ours)."""


def same_value(left: JSON, right: JSON) -> bool:
    """Compare two JSON values by meaning: numbers as numbers, text without case or punctuation."""
    if isinstance(left, str) and left == right:
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return str(left).lower() == str(right).lower()
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_value(left[k], right[k]) for k in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_value, left, right))
    numbers = _number(left), _number(right)
    if None not in numbers:
        return numbers[0] == numbers[1]
    if isinstance(left, str) and isinstance(right, str):
        return left == right or (words(left) == words(right) != ())
    return bool(left == right)


def _number(value: JSON) -> float | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def same_meaning(
    wanted: JSON, found: JSON, spoken: str = "", clock: datetime | None = None
) -> bool:
    """Say whether an argument means what was wanted; `spoken` is how a person says that.

    At the time of the `clock`, "Saturday" means a date, too.

    Besides `same_value`: moments, quantities and durations in any notation, and texts of several
    words that have most of their words in common. What is exact (numbers, ids, one word) must be
    the same. Of a value that a person words, the wording counts as well.
    """
    if same_value(wanted, found):
        return True
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(same_meaning, wanted, found))
    if isinstance(wanted, dict) and isinstance(found, dict):
        return wanted.keys() == found.keys() and all(
            same_meaning(wanted[key], found[key]) for key in wanted
        )
    if not (isinstance(wanted, str) and isinstance(found, str)):
        return False
    return (
        _same_measure(wanted, found)
        or _same_day(wanted, found, clock)
        or any(_same_words(text, found) for text in (wanted, spoken) if text)
    )


def _same_day(wanted: str, found: str, clock: datetime | None) -> bool:
    moment = parse_moment(wanted)
    if clock is None or moment is None or moment[0] is None or moment[1] is not None:
        return False
    return moment[0] in dates_in(found, clock.date())


def _same_measure(left: str, right: str) -> bool:
    for read in (parse_moment, quantity, duration):
        if (one := read(left)) is not None and one == read(right):
            return True
    return False


def _same_words(left: str, right: str) -> bool:
    one, other = _content(left), _content(right)
    if min(len(one), len(other)) < 2 or _exact(one) != _exact(other):
        return False
    if one & _TURNS != other & _TURNS:
        return False
    common = len(one & other)
    long = min(len(one), len(other)) > _SHORT
    return common >= _ALIKE * (min(len(one), len(other)) if long else len(one | other))


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if word not in _EMPTY)


def _exact(content: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in content if any(char.isdigit() for char in word))
