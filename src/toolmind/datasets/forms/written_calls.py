"""Calls that rows write as text: like Python, `[f(a=1), g()]`, or as JSON in a pair of tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from toolmind.datasets.speakers import literal
from toolmind.records import JSON

_NAME = re.compile(r"\s*([^\s()\[\]{}\"'=,][^()\[\]{}\"'=,\n]*?)\s*\(")
"""A name before its bracket: as tools are called there, with blanks, dots and slashes in it."""
_ARGUMENT = re.compile(r"\s*([^\s=\"'()\[\]{}]+)\s*=\s*(.*)\s*", re.DOTALL)
_PIECE = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|.", re.DOTALL)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


def python_calls(text: str) -> list[dict[str, JSON]] | None:
    """Return the calls of a text that is a list of them and nothing else; None for any other.

    >>> python_calls('[Market Trends(kind="GAINERS", days=[1, 2])]')
    [{'name': 'Market Trends', 'arguments': {'kind': 'GAINERS', 'days': [1, 2]}}]
    """
    inner = text.strip()
    if not (inner.startswith("[") and inner.endswith("]") and _NAME.match(inner, 1)):
        return None
    found = [_call(part) for part in _parts(inner[1:-1])]
    calls = [call for call in found if call is not None]
    return calls if len(calls) == len(found) else None


def _call(text: str) -> dict[str, JSON] | None:
    name = _NAME.match(text)
    if name is None or not text.rstrip().endswith(")"):
        return None
    arguments: dict[str, Any] = {}
    for part in _parts(text.rstrip()[name.end() : -1]):
        named = _ARGUMENT.fullmatch(part)
        value = literal(named[2]) if named else None
        if named is None or (value is None and named[2].strip() not in ("null", "None")):
            return None
        arguments[named[1]] = value
    return {"name": name[1], "arguments": arguments}


def _parts(text: str) -> Iterator[str]:
    """Part a text at the commas that stand in no quotes and no brackets; without any, none."""
    part, closing = "", []
    for piece in _PIECE.findall(text):
        if piece in _CLOSING:
            closing.append(_CLOSING[piece])
        elif closing and piece == closing[-1]:
            closing.pop()
        if piece == "," and not closing:
            yield part
            part = ""
        else:
            part += piece
    if part.strip():
        yield part


def tagged_calls(text: str, tag: str) -> tuple[str, str]:
    """Return a text without the calls that it has in a pair of tags, and those; empty where none.

    A text that is nothing but a call, or a list of calls, needs no tags.
    """
    found = re.search(rf"<{tag}>(.*?)(?:</{tag}>|\Z)", text, re.DOTALL)
    if found:
        return (text[: found.start()] + text[found.end() :]).strip(), found[1].strip()
    value = literal(text) if text.lstrip().startswith(("{", "[")) else None
    first = value[0] if isinstance(value, list) and value else value
    called = isinstance(first, dict) and {"name", "arguments"} <= first.keys()
    return ("", text.strip()) if called else (text, "")
