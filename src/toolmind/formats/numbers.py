"""Numbers of JSON that the reader in `datasets` does not change.

It reads values of JSON columns by ujson, which adds up a fraction times a power of ten, so
that 0.3 becomes 0.30000000000000004, one fraction in seven. Another notation of the same number is
read right (30e-2), by it and by everybody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from toolmind.records import Message

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?')
_FRACTION = re.compile(r"\d[.eE][-+\d]")
_LONG = re.compile(r"\d{19,}")
_MOST = 2**64
_DIGITS = 15
"""ujson reads so many digits of a fraction."""


def exact_numbers(text: str) -> str:
    """Return JSON text with every fraction in a notation that `datasets` reads right."""
    if not _FRACTION.search(text):
        return text
    return _TOKEN.sub(lambda token: _exact(token[0]), text)


def _exact(token: str) -> str:
    if token[0] == '"' or not _FRACTION.search(token):
        return token
    value = float(token)
    return next((one for one in _notations(token) if _as_ujson(one) == value), token)


def _notations(token: str) -> Iterator[str]:
    """Yield a number as it stands, as whole numbers with an exponent, and with zeros after it."""
    yield token
    number = Decimal(token)
    sign, digits, exponent = number.as_tuple()
    whole = int("".join(map(str, digits)))
    if isinstance(exponent, int):
        for zeros in range(8):
            if whole * 10**zeros < _MOST:
                yield f"{'-' if sign else ''}{whole * 10**zeros}e{exponent - zeros}"
    if "." in token and "e" not in token.lower():
        yield from (token + "0" * zeros for zeros in range(1, 8))


def _as_ujson(token: str) -> float:
    """Return a number as pandas' ujson reads it."""
    mantissa, _, exponent = token.lower().partition("e")
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    fraction = fraction[:_DIGITS]
    value = float(int(whole)) + int(fraction or 0) * float(f"1e-{len(fraction)}")
    value *= 10.0 ** int(exponent or 0)
    return -value if token[0] == "-" else value


def too_long_a_number(messages: Iterable[Message]) -> str:
    """Return why `datasets` cannot read the arguments of calls as objects; else nothing."""
    for message in messages:
        for call in message.tool_calls:
            if _LONG.search(call.arguments) and any(
                token[0] != '"' and not _FRACTION.search(token) and abs(int(token)) >= _MOST // 2
                for token in _TOKEN.findall(call.arguments)
            ):
                return "a number of more than 64 bits, which datasets cannot read in an object"
    return ""
