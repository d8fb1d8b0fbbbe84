"""Strings that match a regular expression (the ECMA subset that JSON Schemas use).

A pattern is parsed once into a tree of makers. Look-arounds, back references and word boundaries
are not solved: they make nothing, and the caller validates what comes out.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from functools import lru_cache

from toolmind.errors import DataError

Piece = Callable[[random.Random], str]

_MORE = 5
"""How many more than its minimum an open-ended repetition makes at most."""

_SPACE = " "
_WORD = string.ascii_lowercase + string.digits
_CLASSES = {"d": string.digits, "w": _WORD, "s": _SPACE}
_ALL = "".join(chr(code) for code in range(32, 127))
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> Piece:
    """Return a maker of strings that match the pattern.

    Where the pattern is not anchored, nothing is added around what it asks for.

    Raises:
        DataError: the pattern cannot be read.
    """
    parser = _Parser(pattern)
    piece = parser.alternatives()
    if parser.rest():
        raise parser.error(f"unexpected {parser.rest()[0]!r}")
    return piece


class _Parser:
    """Recursive descent: alternatives > sequence > repetition > atom."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def rest(self) -> str:
        return self.pattern[self.at :]

    def error(self, problem: str) -> DataError:
        return DataError(
            f"cannot make a value for pattern {self.pattern!r}: {problem} at {self.at}",
            field="pattern",
            remedy="Give the property an enum, examples or a default.",
        )

    def take(self, expected: str) -> bool:
        if self.pattern.startswith(expected, self.at):
            self.at += len(expected)
            return True
        return False

    def next(self) -> str:
        if self.at >= len(self.pattern):
            raise self.error("it ends early")
        self.at += 1
        return self.pattern[self.at - 1]

    def alternatives(self) -> Piece:
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        if len(options) == 1:
            return options[0]
        return lambda rng: rng.choice(options)(rng)

    def sequence(self) -> Piece:
        pieces: list[Piece] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            pieces.append(self.repetition())
        return lambda rng: "".join([piece(rng) for piece in pieces])

    def repetition(self) -> Piece:
        atom = self.atom()
        low, high = self.bounds()
        if (low, high) == (1, 1):
            return atom
        return lambda rng: "".join([atom(rng) for _ in range(rng.randint(low, high))])

    def bounds(self) -> tuple[int, int]:
        low, high = 1, 1
        if self.take("*"):
            low, high = 0, _MORE
        elif self.take("+"):
            low, high = 1, 1 + _MORE
        elif self.take("?"):
            low, high = 0, 1
        elif self.at < len(self.pattern) and self.pattern[self.at] == "{":
            end = self.pattern.find("}", self.at)
            first, comma, last = self.pattern[self.at + 1 : end].partition(",")
            if end > 0 and first.isdigit() and (last.isdigit() or not last):
                self.at = end + 1
                low = int(first)
                high = min(int(last), low + 2 * _MORE) if last else low + (_MORE if comma else 0)
        if self.take("?") or self.take("+"):  # lazy and possessive make the same strings
            pass
        return low, high

    def atom(self) -> Piece:
        character = self.next()
        if character == "(":
            return self.group()
        if character == "[":
            return _one_of(self.character_class())
        if character == ".":
            return _one_of(_WORD)
        if character in "^$":
            return lambda rng: ""
        if character == "\\":
            return self.escape()
        if character in "*+?":
            raise self.error(f"nothing to repeat before {character!r}")
        return lambda rng: character

    def group(self) -> Piece:
        silent = False
        if self.take("?"):
            if self.take("<=") or self.take("<!") or self.take("=") or self.take("!"):
                silent = True
            elif self.take("<") or self.take("P<"):
                while self.next() != ">":
                    pass
            else:
                while self.next() != ":":  # (?:, (?i:
                    pass
        inner = self.alternatives()
        if not self.take(")"):
            raise self.error("a group is not closed")
        return (lambda rng: "") if silent else inner

    def escape(self) -> Piece:
        kind = self.next()
        if kind in "bBAZzG":
            return lambda rng: ""
        self.at -= 1
        return _one_of(self.escaped_set())

    def escaped_set(self) -> str:
        """Read what follows a backslash; return the characters it stands for."""
        kind = self.next()
        if kind in _CLASSES:
            return _CLASSES[kind]
        if kind.lower() in _CLASSES:
            return "".join(c for c in _ALL if c not in _full_class(kind.lower()))
        if kind in "pP" and self.take("{"):
            end = self.pattern.index("}", self.at) if "}" in self.rest() else len(self.pattern)
            name, self.at = self.pattern[self.at : end], end + 1
            chosen = _unicode_class(name)
            return chosen if kind == "p" else "".join(c for c in _ALL if c not in chosen)
        if kind in "xu":
            digits = 2 if kind == "x" else 4
            text = self.pattern[self.at : self.at + digits]
            if len(text) == digits and all(c in string.hexdigits for c in text):
                self.at += digits
                return chr(int(text, 16))
        if kind.isdigit() and kind != "0":
            raise self.error("back references are not supported")
        return _ESCAPES.get(kind, kind)

    def character_class(self) -> str:
        negated = self.take("^")
        chosen: list[str] = []
        first = True
        while first or not self.take("]"):
            first = False
            low = self.class_item()
            ranged = len(low) == 1 and self.rest()[:1] == "-" and self.rest()[1:2] not in ("]", "")
            if ranged:
                self.next()
                high = self.class_item()
                if len(high) != 1 or high < low:
                    raise self.error("bad range in a character class")
                chosen.extend(
                    chr(code) for code in range(ord(low), min(ord(high), ord(low) + 255) + 1)
                )
            else:
                chosen.extend(low)
        if negated:
            chosen = [c for c in _ALL if c not in chosen]
        visible = [c for c in chosen if c.isalnum() and c.isascii()]
        if not chosen:
            raise self.error("an empty character class")
        return "".join(visible or chosen)

    def class_item(self) -> str:
        character = self.next()
        return self.escaped_set() if character == "\\" else character


def _full_class(kind: str) -> str:
    return {"d": string.digits, "w": string.ascii_letters + string.digits + "_", "s": " "}[kind]


def _unicode_class(name: str) -> str:
    if name.startswith(("Lu", "Upper")):
        return string.ascii_uppercase
    if name.startswith(("L", "Alpha")):
        return string.ascii_lowercase
    if name.startswith("N"):
        return string.digits
    return "-" if name.startswith("P") else " " if name.startswith(("Z", "S")) else _WORD


def _one_of(characters: str) -> Piece:
    return (lambda rng: characters) if len(characters) == 1 else lambda rng: rng.choice(characters)
