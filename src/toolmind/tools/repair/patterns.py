"""A rule for patterns in the dialects of other languages: read as JSON Schema has them (ECMA-262).

The pattern of a source is a limit that should survive, so it is translated where that can be done
without a doubt, and only then left to be removed as a keyword that nobody can read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from toolmind.records import Schema
from toolmind.tools.repair.base import SchemaRule
from toolmind.tools.usable import is_pattern

_LITERAL = re.compile(r"/(?P<inner>\^.*|.*\$|.*)/(?P<flags>[dgimsuvy]*)", re.DOTALL)
_FOREIGN = re.compile(r"(?<!\\)\\(?:[AZzhR]|x\{)")
_ANCHORS = {"A": "^", "Z": "$", "z": "$", "G": ""}
_BLANKS = {"h": r"[ \t]", "e": r"\x1b", "a": r"\x07", "R": r"(?:\r\n|\n|\r)"}


def _pattern(node: Schema, root: Schema) -> Schema | None:
    text = node["pattern"]
    if not isinstance(text, str):
        return None
    found = translated(text)
    return None if found == text else {**node, "pattern": found}


@lru_cache(maxsize=4096)
def translated(pattern: str) -> str:
    """Return a pattern as ECMA-262 writes it; as it is where that cannot be told.

    >>> translated("/^a$/i"), translated(r"\\A[\\w-.]+\\Z")
    ('(?i)^a$', '^[\\\\w\\\\-.]+$')
    """
    inner, flags = pattern, ""
    match = _LITERAL.fullmatch(pattern)
    if match and (match["flags"] or match["inner"][:1] == "^" or match["inner"][-1:] == "$"):
        inner, flags = match["inner"], "(?i)" if "i" in match["flags"] else ""
    elif is_pattern(pattern) and not _FOREIGN.search(pattern):
        return pattern
    found = flags + "".join(_tokens(inner))
    if found == pattern or not is_pattern(found):
        return pattern
    return found


_CODE = r"\\x\{(?P<code>[0-9a-fA-F]{1,4})\}"
_TOKEN = re.compile(
    rf"{_CODE}|\\(?P<escape>.)|(?P<start>\[\^?\]?)|(?P<atomic>\(\?>)|(?P<few>\{{,\d+\}})|.",
    re.DOTALL,
)
_CLASS = re.compile(rf"{_CODE}|\[:\w+:\]|\\p\{{[^}}]*\}}|\\.|\]|.", re.DOTALL)


def _tokens(pattern: str) -> list[str]:
    """Translate a pattern part by part; what stands in brackets by the rules there."""
    tokens: list[str] = []
    at = 0
    while match := _TOKEN.match(pattern, at):
        at = match.end()
        token = match[0]
        if match["code"]:
            token = _character(match["code"])
        elif match["escape"]:
            token = _ANCHORS.get(match["escape"], _BLANKS.get(match["escape"], token))
        elif match["start"]:
            inside, at = _brackets(pattern, at)
            token = token.replace("]", r"\]") + inside
        elif match["atomic"]:
            token = "(?:"
        elif match["few"]:
            token = "{0" + token[1:]
        tokens.append(token)
    return tokens


def _brackets(pattern: str, at: int) -> tuple[str, int]:
    """Return what stands in brackets, up to their end, and where that is."""
    parts: list[str] = []
    while match := _CLASS.match(pattern, at):
        at = match.end()
        if match[0] == "]":
            return _hyphens(parts) + "]", at
        parts.append(_character(match["code"]) if match["code"] else match[0])
    return _hyphens(parts), at


def _character(code: str) -> str:
    r"""Write a character by its code, which PCRE and Java put in braces: ``\x{60}``."""
    return rf"\u{int(code, 16):04x}"


def _hyphens(parts: list[str]) -> str:
    r"""Escape a hyphen beside a class such as ``\w``, where no range can be meant."""
    sets = [bool(re.fullmatch(r"\\[wWdDsS]|\\p\{.*|\[:.*", part)) for part in parts]
    return "".join(
        r"\-"
        if part == "-"
        and 0 < at < len(parts) - 1
        and (sets[at - 1] or sets[at + 1] or _ends_range(parts, at))
        else part
        for at, part in enumerate(parts)
    )


def _ends_range(parts: list[str], at: int) -> bool:
    """Say whether a range ends right before this hyphen: ``0-9-_``."""
    return at > 2 and parts[at - 2] == "-"


RULES = (
    SchemaRule("pattern-dialect", "pattern", r"`/^a$/i`, `\A`, `[\w-.]` → ECMA-262", _pattern),
)
