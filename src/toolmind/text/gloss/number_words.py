"""Numbers that are told in words or signs of a language, read into digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from toolmind.text.gloss.lexicon import edges, fold, lexicon

Reader = Callable[[str], str]

_DIGITS = r"\d+(?:\.\d+)?"


@cache
def readers(language: str) -> tuple[Reader, ...]:
    """Return what replaces the numbers of a language by digits, in the order of use."""
    found = lexicon(language)
    made: list[Reader] = []
    if "signs" in found:
        made.append(_signs(found["signs"]))
    if "native" in found:
        made.append(_native(found["native"]))
    if "units" in found:
        made.append(_words(language, found))
    return tuple(made)


def total(parts: Iterable[tuple[float, bool]], group: float) -> float:
    """Return what numbers and units (True) come to: 3, hundred, 20 is 320.

    A unit from `group` on multiplies all that is told since the last such one.

    >>> total([(25, False), (1000, True), (3, False), (100, True)], 1000)
    25300.0
    """
    whole = section = number = 0.0
    for value, is_unit in parts:
        if not is_unit:
            number += value
        elif value >= group:
            whole += (section + number or 1) * value
            section = number = 0
        else:
            section += (number or 1) * value
            number = 0
    return whole + section + number


def _signs(known: Mapping[str, Any]) -> Reader:
    """Return a reader of numerals that are put together: 三百二十, 3万5千, สองหมื่น, 삼십오만."""
    digits = {fold(sign, ""): value for sign, value in known["digits"].items()}
    units = {fold(sign, ""): value for sign, value in known["units"].items()}
    sign = "|".join(sorted((*digits, *units), key=len, reverse=True))
    before = f"(?={known['before']})" if "before" in known else ""
    one = re.compile(rf"{_DIGITS}|{sign}")
    form = re.compile(
        rf"(?:(?<![\d.,])\d[\d,]*(?:\.\d+)?(?=(?:{'|'.join(units)})))?(?:{sign})"
        rf"(?:\d+(?={sign})|{sign})*{before}"
    )

    def read(match: re.Match[str]) -> str:
        found = one.findall(match[0].replace(",", ""))
        if not any(part in units for part in found):
            return "".join(str(digits.get(part, part)) for part in found)
        if len(found) == 1 and units[found[0]] > 10:  # a hundred alone is no number: 百货
            return match[0]
        return _told(total(_of_signs(found, digits, units), known["group"]))

    return lambda text: form.sub(read, text)


def _of_signs(
    found: Sequence[str], digits: Mapping[str, int], units: Mapping[str, int]
) -> list[tuple[float, bool]]:
    parts = [
        (float(units[part]), True) if part in units else (float(digits.get(part, part)), False)
        for part in found
    ]
    if len(parts) > 2 and parts[-2][1] and parts[-2][0] >= 100 and 0 < parts[-1][0] < 10:
        parts[-1] = (parts[-1][0] * parts[-2][0] / 10, False)  # 三千五 is 3,500
    return parts


_COUNTED = "시|명|개|장|분|살|마리|병|잔|대|번|권|사람|달|주|곳|가지|시간"
"""What Korean counts by its own numbers."""


def _native(known: Mapping[int, str]) -> Reader:
    """Return a reader of Korean's own numbers: before what is counted, or alone."""
    values = {word: value for value, words in known.items() for word in words.split("|")}
    tens = "|".join(word for word, value in values.items() if value >= 10)
    ones = "|".join(sorted((w for w, v in values.items() if v < 10), key=len, reverse=True))
    alone = "|".join(words.partition("|")[0] for words in known.values())
    form = re.compile(
        rf"(?<![가-힣])(?:(?:(?P<ten>{tens})(?P<one>{ones})?|(?P<few>{ones}))(?=\s?(?:{_COUNTED}))"
        rf"|(?P<alone>{alone})(?![가-힣]{{2}}))"
    )

    def read(match: re.Match[str]) -> str:
        return str(sum(values[part] for part in match.groups() if part))

    return lambda text: form.sub(read, text)


def _words(language: str, known: Mapping[str, Any]) -> Reader:
    """Return a reader of numbers in words, one after the other: двадцать пять тысяч."""
    counted = dict(enumerate(known.get("count", "").split()))
    values = _values(counted | known.get("numbers", {}), language)
    units = _values(known["units"], language)
    word = "|".join(sorted((*values, *units), key=len, reverse=True))
    joined = f"{known['and']}?" if "and" in known else ""
    before, after = edges(language)
    form = re.compile(
        rf"{before}(?:{_DIGITS}(?=\s+(?:{'|'.join(units)}){after})|(?:{word}){after})"
        rf"(?:\s+{joined}(?:{word}){after})*",
        re.IGNORECASE,
    )
    one = re.compile(rf"{_DIGITS}|(?:{word}){after}", re.IGNORECASE)

    def read(match: re.Match[str]) -> str:
        found = [part.lower() for part in one.findall(match[0])]
        parts = [
            (units[part], True) if part in units else (float(values.get(part, part)), False)
            for part in found
        ]
        return " ".join(_told(total(number, 1000)) for number in _apart(parts))

    return lambda text: form.sub(read, text)


def _apart(parts: Sequence[tuple[float, bool]]) -> list[list[tuple[float, bool]]]:
    """Part what is told one after the other and is no one number: fifteen, nine."""
    numbers: list[list[tuple[float, bool]]] = [[]]
    for value, is_unit in parts:
        last = numbers[-1][-1] if numbers[-1] else (0.0, True)
        if not (is_unit or last[1] or _follows(last[0], value) or _follows(value, last[0])):
            numbers.append([])
        numbers[-1].append((value, is_unit))
    return numbers


def _follows(before: float, value: float) -> bool:
    """Say whether a number may be told in the places that the one before leaves free."""
    return value < before and before >= 20 and before % (10 if value < 10 else 100) == 0


def _values(words: Mapping[int, str], language: str) -> dict[str, float]:
    return {fold(word, language): float(v) for v, all_ in words.items() for word in all_.split("|")}


def _told(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)
