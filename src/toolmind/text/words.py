"""Running text as words. Case, punctuation and Unicode's compatibility forms do not count."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache

from toolmind.text.scripts import UNSPACED, combining_marks, joins

_SEPARATOR = "\x1f"
_ASCII = bytes(
    ord("|")
    if chr(code) == _SEPARATOR
    else ord(chr(code).lower())
    if chr(code).isalnum()
    else ord(" ")
    for code in range(128)
).ljust(256)
"""ASCII in lower case, and blanks for what is not in a word: a third of the time of a pattern."""

_BETWEEN = bytes(code for code in range(128) if not chr(code).isalnum() and chr(code) != "\n")

_SIGNS = re.compile("[‘’‚“”„«»–—−…•·°€£¥₹§©®\xa0\u2009\u202f\u200b]")
"""Signs that stand in English texts, too, and in no word."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text: runs of letters and digits, NFKC, without case.

    In scripts that are written without blanks, a character (with its marks) is a word.
    """
    if text.isascii() or (text := _SIGNS.sub(" ", text)).isascii():
        return tuple(_ascii_words(text).decode().split())
    text = folded(text)
    joined = any(map(joins, set(_NO_LATIN.findall(text))))
    return tuple((_any_script() if joined else _PARTED).findall(text))


def plain_signs(text: str) -> str:
    """Return a text with blanks for typographic signs, which are in no word."""
    return text if text.isascii() else _SIGNS.sub(" ", text)


def encoded_words(text: str) -> list[bytes]:
    """Return the words of a text in UTF-8."""
    return _ascii_words(text).split() if text.isascii() else [word.encode() for word in words(text)]


def joined_words(texts: Collection[str]) -> str:
    """Return the words of some texts: a blank between words, ``|`` between texts."""
    joined = f" {_SEPARATOR} ".join(texts)
    if joined.isascii() and joined.count(_SEPARATOR) == max(len(texts) - 1, 0):
        return " ".join(joined.encode().translate(_ASCII).decode().split())
    return " | ".join(" ".join(words(text)) for text in texts)


def joined_up(names: Sequence[str]) -> list[str]:
    """Return the words of each name without blanks between them; of thousands of names at once."""
    plain = "\n".join(names).encode("ascii", "ignore").lower().translate(None, _BETWEEN)
    found = plain.decode().split("\n")
    if len(found) != len(names):  # a name of several lines
        return ["".join(words(name)) for name in names]
    return [
        one if name.isascii() else "".join(words(name))
        for one, name in zip(found, names, strict=True)
    ]


def _ascii_words(text: str) -> bytes:
    return text.replace(_SEPARATOR, " ").encode().translate(_ASCII)


def folded(text: str) -> str:
    """Return a text without case and compatibility forms; what comes of folding is normalised."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


_PARTED, _NO_LATIN = re.compile(r"[^\W_]+"), re.compile("[^\x00-\u02ff\u1e00-\u1eff]")
"""What `_any_script`, which takes 20 ms to be made, finds where no character joins others."""


@cache
def _any_script() -> re.Pattern[str]:
    letter, mark = rf"[^\W_{UNSPACED}]", f"[{combining_marks()}]"
    return re.compile(rf"(?=[^\W_])[{UNSPACED}]{mark}*|{letter}+(?:{mark}+{letter}*)*")
