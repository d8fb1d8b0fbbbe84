"""The examples that a schema gives: they show the form of a value, and are not all its values.

A document has one example of each identifier. If all items took it, all would be about the same
thing, and all records of a list would be one.
"""

from __future__ import annotations

import copy
import random
import re
import string
from collections.abc import Callable, Sequence

from toolmind.offline.values.draw import Draw, Maker
from toolmind.records import JSON

_TRIES = 3
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{4,}(?![A-Za-z0-9])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d\S*)?")
_CHANGES = re.compile(r"\d(?=[A-Za-z])|[A-Za-z](?=\d)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NAMED = 10_000
"""Integers from here on are taken for identifiers (ours)."""


def by_examples(options: Sequence[JSON], make: Maker | None, fits: Callable[[JSON], bool]) -> Maker:
    """Return a maker of values as the examples are, all of them valid.

    Codes among them are drawn anew in the same form. Of others, `n` in number, a share of
    `n / (n + 2)` is taken as they stand, and the rest is drawn by `make` (ours); moments all are
    where it draws them in the same form.
    """
    share = len(options) / (len(options) + 2)

    def made(draw: Draw) -> JSON:
        example = draw.rng.choice(options)
        if draw.plain:
            return copy.deepcopy(example)
        if make is not None and (form := _moment(example)):
            found = make(draw)
            if _moment(found) == form and fits(found):
                return found
        for _ in range(_TRIES):
            found = alike(draw.rng, example)
            if found is not None and fits(found):
                return found
        if make is not None and draw.rng.random() >= share and fits(found := make(draw)):
            return found
        return copy.deepcopy(example)

    return made


def _moment(value: JSON) -> str:
    """Return the form in which a value is a moment, as far as it looks like one; empty if not.

    A document's moments are of when it was written: months before the clock, or after it.
    """
    if isinstance(value, str) and (found := _WRITTEN.fullmatch(value)):
        return "time" if found[1] else "date"
    counted = type(value) is int and next((p for p in (9, 12) if 10**p <= value < 4 * 10**p), 0)
    return str(counted or "")


def alike(rng: random.Random, example: JSON) -> JSON:
    """Return a code of an example's form, or None where the example is none.

    >>> alike(random.Random(1), "se-28529731"), alike(random.Random(1), "Fragile")
    ('se-31520978', None)
    """
    if isinstance(example, int) and not isinstance(example, bool) and example >= _NAMED:
        return int(_digits(rng, str(example)))
    if not isinstance(example, str) or " " in example or _DATE.match(example):
        return None
    if _UUID.fullmatch(example):
        return _uuid(rng, example)
    found = _CODE.sub(lambda code: _redrawn(rng, code[0]), example)
    return found if found != example else None


def _redrawn(rng: random.Random, code: str) -> str:
    """Draw a code anew; words with a number (``sha256``, ``v2``) and years are none."""
    if code.isdigit():
        return code if re.fullmatch(r"(19|20)\d\d", code) else _digits(rng, code)
    if len(code) < 8 or len(_CHANGES.findall(code)) < 3:
        return code
    if re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", code):
        alphabet = "0123456789" + ("abcdef" if re.search("[a-f]", code) else "ABCDEF")
        return "".join(rng.choices(alphabet, k=len(code)))
    return "".join(rng.choice(_alphabet(letter)) for letter in code)


def _digits(rng: random.Random, code: str) -> str:
    """Draw digits, a zero first only where one was."""
    first = "0" if code[0] == "0" else rng.choice("123456789")
    return first + "".join(rng.choices(string.digits, k=len(code) - 1))


def _uuid(rng: random.Random, example: str) -> str:
    """Draw hexadecimal digits; version and variant (RFC 9562, 4.1 and 4.2) stay."""
    return "".join(
        letter if letter == "-" or at in (14, 19) else rng.choice("0123456789abcdef")
        for at, letter in enumerate(example)
    )


def _alphabet(letter: str) -> str:
    if letter.isdigit():
        return string.digits
    return string.ascii_lowercase if letter.islower() else string.ascii_uppercase
