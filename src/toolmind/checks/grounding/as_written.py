"""Values that stand in a dialogue as they are written, told at a glance.

Most values of calls and figures of answers do: then no result needs be taken apart. What is not
found so may still have been said, in another form.
"""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from toolmind.text.words import folded, plain_signs

_PLAIN = re.compile(r"[^\w\\]*([A-Za-z0-9](?:[\w .@'/-]*[A-Za-z0-9])?)[^\w\\]*", re.ASCII)
"""Words with signs between them that JSON has within texts alone; signs around them do not
count."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")

_EDGES = frozenset(map(chr, range(32, 127))) - set(string.ascii_letters + string.digits + "\\")
_EDGES |= frozenset("\n\t")
"""What may stand beside a word. A backslash may not: JSON writes letters with it."""

_BEFORE_NUMBER = _EDGES - frozenset("_.,-")
_AFTER_NUMBER = _EDGES - frozenset("_.,")

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")

_PLACES = 32
"""So many places are looked at: a letter or two stand within words everywhere (ours)."""


class Written:
    """A growing text of what was said and returned, JSON or not, looked through from its end."""

    def __init__(self) -> None:
        self._text = "\n"
        """In lower case."""
        self._otherwise = ""
        """What is not in ASCII, or has JSON's escapes, as words have it."""
        self._new: list[str] = []

    def add(self, text: str) -> None:
        """Take in a text."""
        self._new.append(text)

    def holds(self, text: str) -> bool:
        """Say whether it is there, as words of its own; case and signs around do not count.

        False also where words must be compared to tell.
        """
        found = _PLAIN.fullmatch(text) if text.isascii() else None
        sought = found[1].lower() if found else ""
        if sought in ("", "null"):  # which JSON writes for what is not there
            return False
        written = self._read()
        length, end = len(sought), len(written)
        for _ in range(_PLACES):
            at = written.rfind(sought, 0, end)
            if at < 0:
                return False
            end = at + length
            if written[at - 1] in _EDGES and written[end] in _EDGES:
                return True
            end -= 1
        return False

    def holds_number(self, number: float) -> bool:
        """Say whether it is there in the digits that Python writes, not as a part of a number."""
        sought = str(int(number)) if number.is_integer() else repr(number)
        if not _NUMBER.fullmatch(sought):
            return False
        written = self._read()
        at = written.rfind(sought)
        while at >= 0:
            end = at + len(sought)
            after = written[end]
            ends = after in _AFTER_NUMBER or (after in ".," and not written[end + 1].isdigit())
            if ends and written[at - 1] in _BEFORE_NUMBER:
                return True
            at = written.rfind(sought, 0, end - 1)
        return False

    def lacks(self, words: Sequence[str]) -> bool:
        """Say whether one of the words is nowhere there, be it as a part of another."""
        text = self._read()
        return any(word not in text and word not in self._otherwise for word in words)

    def _read(self) -> str:
        if self._new:
            new = "\n".join((*map(plain_signs, self._new), ""))
            self._text = f"{self._text}\n{new.lower()}"
            if not new.isascii():
                self._otherwise += folded(new)
            if "\\u" in new:
                self._otherwise += folded(_unescaped(new))
            self._new.clear()
        return self._text


def _unescaped(text: str) -> str:
    """Return a text with the characters that JSON writes as their numbers."""
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
