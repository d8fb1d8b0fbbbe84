"""Tools as they are shown to models: what tells how to call them, and nothing else.

Definitions are sent with every request of an assistant and were three quarters of what it was sent.
What no caller needs is left out of the text: links (their words stay) and sentences that only point
to documentation, that list errors, or speak of authorization; a sentence that was cut off ("…");
``Required.`` and the title that says a property's name, which the schema says too. What constrains
arguments is untouched, and so is the first sentence. The stored tool keeps its text; samples hold
tools as they were shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import is_
from typing import Any

from msgspec.structs import replace

from toolmind.records import Tool
from toolmind.text.identifiers import spaced
from toolmind.text.words import words
from toolmind.tools.subschemas import MANY, NAMED, ONE

_SUSPECT = re.compile(
    r"https?:|\]\(|</?\w|…|\.\.\.|Error|error|Exception|4\d\d\b|5\d\d\b|See\b|see\b|Refer|refer"
    r"|Learn|learn|Read |read |Information|information|Authori|authori|OAuth|Required\b|Optional\b"
    r"|\n|\r|\t|  "
)
"""A text without any of this, and without blank ends, is lean (so that most are looked at once).

Each alternative begins with a character of its own: then the search passes over all others, which
takes a quarter of the time."""

_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^)\s]{0,2000}\)")
_TAG = re.compile(
    r"</?(?:a|b|br|code|div|em|h[1-6]|i|li|note|ol|p|pre|span|strong|ul)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"(?<![.:!?\n])[ \t]*\n[ \t]*(?=[a-z(]|http)")
_SENTENCE = re.compile(
    r" (?:(?<=[.!?] )(?<!e\.g\. )(?<!i\.e\. )(?<!etc\. )(?<!vs\. )(?=[A-Z\"'(`\[])"
    r"|(?<=\.\) )(?=[A-Z])|(?=[*-] [`\[A-Z]))"
)
"""Where a sentence of a line whose blanks are single spaces ends: what begins with a character to
search for takes a tenth of the time."""
_POINTER = re.compile(
    r"\b(?:(?:for|more|further|additional) (?:information|info|details?)\b|learn (?:more|how)\b"
    r"|read more\b|(?:see|consult|check(?: out)?|visit) (?:also\b|(?:the |our )?(?:docs|"
    r"documentation|guide|reference)\b)|refer to\b|for (?:an )?examples?,? see\b)"
    r"|^\W*see\b.*(?:https?:|\bfor (?:more|further|details?|information)|\bdetails\b)"
    r"|^\W*(?:docs?|documentation|api reference|source)\W*:?\s*https?:",
    re.IGNORECASE,
)
_ERRORS = re.compile(
    r"\b[A-Z]\w+(?:Exception|Error)\b"
    r"|\b(?:HTTP|[Ss]tatus|[Cc]ode|[Rr]eturns?(?: an?)?) `?[45]\d\d\b"
    r"|\b[45]\d\d (?:[Ee]rror|[Ss]tatus|[Rr]esponse|Not Found|Forbidden|Bad Request)\b"
    r"|\berror codes?\b|^\W*(?:[Pp]ossible )?[Ee]rrors?\W*:|^\W*(?:[Tt]hrows|[Rr]aises)\b"
    r"|\b(?:PERMISSION_DENIED|FAILED_PRECONDITION|INVALID_ARGUMENT|NOT_FOUND|ALREADY_EXISTS"
    r"|UNAUTHENTICATED|RESOURCE_EXHAUSTED|UNIMPLEMENTED|OUT_OF_RANGE)\b"
)
_OF_ERRORS = re.compile(r"xception|rror|[45]\d\d|hrows|aises|[A-Z_]{4}")
"""Without any of this there is no need to look for errors."""

_RIGHTS = re.compile(
    r"\bOAuth\b|\bauthori[sz]ation scopes?\b|https?://\S{1,200}/auth/|user authentication"
)
_CUT = re.compile(r"(?<![ ,;:(])[ ,;:(]*(?:…|\.\.\.)\W{0,3}$")
_CLAUSE = re.compile(
    r"(.{24,}(?<![,;:( ]))(?:[,;:]? ?\(|[,;:] "
    r"| (?=(?:that|which|who|when|where|if|because|so|to|for|with)\b))"
)
_DANGLING = re.compile(r"(?:,? (?:or|and|the|an?|of|to|in|for|with|by|as|is|are|if|be|its)){1,4}$")
_SAID = re.compile(r"^(?:Required|Optional)[.:]\s+(?=\S)")
_BLANKS = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")
"""Blanks that are not one space."""


class LeanTools(Mapping[str, Tool]):
    """Tools by id as they are shown, each made lean when it is first asked for."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._stored = tools
        self._lean: dict[str, Tool] = {}

    def __getitem__(self, name: str) -> Tool:
        """Return a tool as it is shown; always the same object."""
        found = self._lean.get(name)
        if found is None:
            found = self._lean[name] = lean(self._stored[name])
        return found

    def __iter__(self) -> Iterator[str]:
        """Yield the ids."""
        return iter(self._stored)

    def __len__(self) -> int:
        """Return the number of tools."""
        return len(self._stored)


def lean(tool: Tool) -> Tool:
    """Return a tool as models see it: the same calls are valid, in fewer words."""
    description, schemas = lean_text(tool.description), (tool.parameters, tool.returns)
    parameters, returns = map(_lean_schema, schemas)
    if description == tool.description and all(map(is_, (parameters, returns), schemas)):
        return tool
    return replace(tool, description=description, parameters=parameters, returns=returns)


def _lean_schema(schema: Any, name: str = "") -> Any:
    """Return a schema made lean: itself where it is, so that equal parts are held once."""
    if not isinstance(schema, dict):
        return schema
    leaner: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "description":
            found = (lean_text(value) if isinstance(value, str) else value) or _NOTHING
        elif key == "title":
            said = name and isinstance(value, str) and _same(value, name)
            found = _NOTHING if said else value
        elif key in NAMED and isinstance(value, dict):
            found = _named(value, named=key == "properties")
        elif key in ONE or key in MANY:
            found = _below(value)
        else:
            continue
        if found is not value:
            leaner[key] = found
    if not leaner:
        return schema
    return {key: each for key, each in (schema | leaner).items() if each is not _NOTHING}


_NOTHING = object()
"""Stands for what is left out."""


def _named(schemas: dict[str, Any], *, named: bool) -> dict[str, Any]:
    return _itself(
        schemas,
        {name: _lean_schema(inner, name if named else "") for name, inner in schemas.items()},
    )


def _below(value: Any) -> Any:
    """Return a schema, or a list of them, made lean."""
    if not isinstance(value, list):
        return _lean_schema(value)
    found = [_lean_schema(item) for item in value]
    return value if all(map(is_, found, value)) else found


def _itself(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return a dictionary as it was where all that is in it is the same."""
    same = len(before) == len(after) and all(map(is_, before.values(), after.values()))
    return before if same else after


def _same(title: str, name: str) -> bool:
    return "".join(words(spaced(title))) == "".join(words(spaced(name)))


@lru_cache(maxsize=8192)
def lean_text(text: str) -> str:
    """Return a description without what no caller needs.

    What is left is never empty where there was something to say: its first sentence stays.
    """
    if not _SUSPECT.search(text) and text == text.strip():
        return text
    plain = _LINK.sub(r"\1", text) if "](" in text else text
    plain = _TAG.sub(" ", plain) if "<" in plain else plain
    if "\n" in plain:
        plain = _WRAPPED.sub(" ", plain)
    lines = (_lean_line(line, first=not at) for at, line in enumerate(plain.strip().split("\n")))
    said = "\n".join(line for line in lines if line)
    return said or _CUT.sub("", _BLANKS.sub(" ", plain).strip())


def _lean_line(line: str, *, first: bool) -> str:
    """Return a line without its noise; its first sentence, where it is the first line, stays."""
    line = _BLANKS.sub(" ", line).strip()
    if line.startswith(("Required", "Optional")):
        line = _SAID.sub("", line)
    if not line:
        return ""
    whole = _CUT.sub("", line) if line.find("…", -4) >= 0 or line.find("...", -6) >= 0 else line
    opening, *others = _SENTENCE.split(whole)
    if whole != line and whole[-1:] not in (".", "!", "?", ")"):  # cut off amid a sentence
        last = _to_clause(others.pop() if others else opening)
        if not others and whole.endswith(opening):
            opening = last
        elif "`" in last:  # a form that a value has
            others.append(last)
    kept = [opening] if first or not _is_noise(opening) else []
    kept += [sentence for sentence in others if not _is_noise(sentence)]
    while len(kept) > 1 and kept[-1].endswith(":"):  # it announced what is left out
        kept.pop()
    return " ".join(kept)


def _to_clause(sentence: str) -> str:
    """Return a sentence that was cut off up to its last clause that is whole."""
    found = _CLAUSE.match(sentence)
    return _DANGLING.sub("", found[1] if found else sentence)


def _is_noise(sentence: str) -> bool:
    """Tell whether a sentence is not for those who call."""
    if _OF_ERRORS.search(sentence) and _ERRORS.search(sentence):
        return True
    return bool(_POINTER.search(sentence) or _RIGHTS.search(sentence))
