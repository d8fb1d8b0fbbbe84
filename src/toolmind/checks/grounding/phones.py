"""Telephone numbers in the forms in which they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PHONE = re.compile(r"\+?\(?\d[\d ().\-/]{5,20}\d")
_WRITTEN = re.compile(r"^\+|[ ().\-/]")
"""What tells a number that is dialled from an id of digits."""

_LEAST, _MOST = 7, 15
"""Digits of a number (ITU-T E.164 allows 15)."""

_BEFORE = 4
"""Digits of a country and of a trunk prefix together, at most."""


_RUSSIAN = 11
"""Digits of a number of Russia or Kazakhstan, with +7 or with their trunk prefix, 8."""


def phones_in(text: str) -> Iterator[str]:
    """Yield what may be a telephone number, as it is written."""
    for match in _PHONE.finditer(text):
        if _LEAST <= len(_digits(match[0])) <= _MOST:
            yield match[0]


def may_be_phone(text: str) -> bool:
    """Say whether a text is written as telephone numbers are."""
    return _PHONE.fullmatch(text.strip()) is not None


def same_phone(one: str, other: str) -> bool:
    """Say whether two texts are the same number, with or without its country and trunk prefix."""
    if not (may_be_phone(one) and (_WRITTEN.search(one) or _WRITTEN.search(other))):
        return False
    short, long = sorted((_digits(one), _digits(other)), key=len)
    if len(short) == len(long) == _RUSSIAN and {short[0], long[0]} == {"7", "8"}:
        return short[1:] == long[1:]
    local = short.lstrip("0")
    return len(local) >= _LEAST and long.endswith(local) and len(long) - len(local) <= _BEFORE


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
