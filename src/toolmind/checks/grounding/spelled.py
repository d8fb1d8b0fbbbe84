"""Ids and addresses that were said in another spelling: in groups, or in words for their signs."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NO_SIGN = re.compile(r"[^0-9A-Za-z]")
_SHORTEST = 6
"""Signs that an id has at least, so that groups of it are no words (ours)."""
_LONGEST = 64

_SIGNS = {"dot": ".", "at": "@", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+"}
_SPOKEN = re.compile(rf"\s{{0,3}}[(\[\s]({'|'.join(_SIGNS)})[)\]\s]\s{{0,3}}")


def is_spelled(value: str, texts: Iterable[str]) -> bool:
    """Say whether a text holds an id with blanks, dots or hyphens otherwise, or an e-mail address
    in words.

    >>> is_spelled("DE89370400", ["to DE89 3704 00."])
    True
    >>> is_spelled("jo.li@acme.com", ["Write to jo dot li at acme dot com"])
    True
    """
    if "@" in value:
        return any(_holds(value.lower(), _in_signs(text)) for text in texts)
    signs = _NO_SIGN.sub("", value)
    if not _SHORTEST <= len(signs) <= _LONGEST or not any(sign.isdigit() for sign in signs):
        return False
    form = re.compile(rf"(?<![0-9A-Za-z]){r'[ .-]?'.join(signs)}(?![0-9A-Za-z])", re.IGNORECASE)
    return any(form.search(text) for text in texts)


def _in_signs(text: str) -> str:
    lowered = text.lower()
    return _SPOKEN.sub(lambda found: _SIGNS[found[1]], lowered) if " at " in lowered else lowered


def _holds(address: str, text: str) -> bool:
    return re.search(rf"(?<![\w.+-]){re.escape(address)}(?![\w-])", text) is not None
