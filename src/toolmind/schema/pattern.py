"""Strings that match a regular expression of a schema, made by rstr; one pattern of two.

JSON Schemas use the ECMA dialect, which Python reads but for named groups and Unicode classes.
Look-arounds and word boundaries are not solved: the caller validates what comes out.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rstr import Rstr

from toolmind.errors import DataError

_MORE = 5
"""How many more than its minimum a repetition makes at most (ours)."""

_WIDEST = 256
"""Characters of a range that are considered (ours)."""

_PLAIN = string.ascii_letters + string.digits
_TOKEN = re.compile(r"\\[pP]\{\^?(?P<name>\w+)\}|\\.|\(\?<(?=[A-Za-z_])|\[|\]", re.DOTALL)
_HEAD, _JOINT, _TAIL = r"^(?=[\s\S]*?(?:", r"))(?=[\s\S]*?(?:", "))"
"""Around and between the parts of a pattern that is met where all of its parts are."""

_REFERS = re.compile(r"\\[1-9k]|\(\?<(?=[A-Za-z_])")
"""Groups by number or name: they would be others within another pattern."""

_CLASSES = {"Lu": "A-Z", "Ll": "a-z", "L": "A-Za-z", "N": "0-9", "P": r"\-", "Z": " ", "S": "+"}
"""By how its name begins: characters of a Unicode class (ours)."""


def conjunction(left: str, right: str) -> str:
    """Return a pattern that matches what both match; the right one where it cannot be told."""
    parts = list(dict.fromkeys([*_parts(left), *_parts(right)]))
    if len(parts) == 1 or any(map(_REFERS.search, parts)):
        return right
    return f"{_HEAD}{_JOINT.join(parts)}{_TAIL}"


def _parts(pattern: str) -> list[str]:
    """Return the patterns of which one was made by `conjunction`; any other alone."""
    if pattern.startswith(_HEAD) and pattern.endswith(_TAIL):
        return pattern.removeprefix(_HEAD).removesuffix(_TAIL).split(_JOINT)
    return [pattern]


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> Callable[[random.Random], str]:
    """Return a maker of strings that match the pattern.

    Where the pattern is not anchored, nothing is added around what it asks for. For a pattern that
    is two (`conjunction`), it makes strings of one of them by turns.

    Raises:
        DataError: the pattern cannot be read.
    """
    read = [_for_python(part) for part in _parts(pattern)]
    try:
        for part in read:
            re.compile(part)
    except (re.error, OverflowError) as error:
        raise DataError(
            f"cannot make a value for pattern {pattern!r}: {error}",
            field="pattern",
            remedy="Give the property an enum, examples or a default.",
        ) from error
    if len(read) == 1:
        return lambda rng: _string(read[0], rng)
    return lambda rng: _string(rng.choice(read), rng)


def _string(pattern: str, rng: random.Random) -> str:
    """Return a string that matches a pattern.

    rstr's object refers to itself; emptied, it is let go of at once and not when Python looks for
    such objects, which it seldom does in a run: they held 6 MB, most of it generators.
    """
    strings = _Strings(rng)
    try:
        made: str = strings.xeger(pattern)
        return made
    finally:
        vars(strings).clear()


def _for_python(pattern: str) -> str:
    """Return a pattern in Python's dialect, Unicode classes as their ASCII characters."""
    in_class = False

    def rewritten(match: re.Match[str]) -> str:
        nonlocal in_class
        token = match.group()
        if token == "[":
            if in_class:
                return r"\["
            in_class = True
        elif token == "]":
            in_class = False
        elif token == "(?<" and not in_class:
            return "(?P<"
        elif name := match["name"]:
            characters = next((c for k, c in _CLASSES.items() if name.startswith(k)), "A-Za-z0-9")
            if token[1] == "P" or "^" in token:
                return r"\-" if in_class else f"[^{characters}]"
            return characters if in_class else f"[{characters}]"
        return token

    return _TOKEN.sub(rewritten, pattern)


class _Strings(Rstr):
    """rstr with short repetitions, in letters and digits where these will do.

    As it is, it repeats up to a hundred times, and picks from sets, whose order is another in each
    process.
    """

    def __init__(self, rng: random.Random) -> None:
        super().__init__(rng, printable=_PLAIN)
        self._cases = {
            **self._cases,
            "range": lambda ends: [chr(c) for c in range(ends[0], ends[1] + 1)[:_WIDEST]],
            "not_literal": lambda code: rng.choice(_PLAIN.replace(chr(code), "")),
            "assert": lambda inner: "",
        }

    def _handle_in(self, value: Any) -> str:
        negated = value[0][0].name == "NEGATE"
        named = {c for state in value[negated:] for c in self._handle_state(state)}
        options = sorted(set(string.printable) - named if negated else named)
        plain = [c for c in options if c in _PLAIN]
        chosen: str = self._random.choice(plain or options)
        return chosen

    def _handle_repeat(self, start_range: int, end_range: int, value: Any) -> str:
        times = self._random.randint(start_range, min(end_range, start_range + _MORE))
        return "".join(self._build_string(value) for _ in range(times))
