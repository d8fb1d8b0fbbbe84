"""Values that nobody need say: the schema names them, or the call itself makes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from toolmind.records import JSON, Schema, Tool
from toolmind.text.identifiers import spaced
from toolmind.text.words import words

_GIVING = frozenset(("default", "const", "enum"))
_QUOTED = re.compile(
    r"`([^`\n]{1,64})`|\"([^\"\n]{1,64})\"|(?<!\w)'([^'\n]{1,64})'(?!\w)|“([^”\n]{1,64})”"
    r"|‘([^’\n]{1,64})’"
)
_EXAMPLE = re.compile(
    r"\b(?:e\.?g\b|examples?\b|such as|like|for instance|i\.e\b|format|looks?|pattern|sample)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+")
_DEFAULT = re.compile(
    r"\bdefaults?(?: value)?(?: is| to|:| =)?:? [`'\"“‘]?([\w.@~^/+-]*[\w@~^/+-])", re.IGNORECASE
)
"""What a description says that a value is where nobody gives one."""

_COMMIT = re.compile(r"(?:HEAD|@)(?:[~^]\d*)*")
"""A commit by where it stands, in the language of git (gitrevisions)."""

_MASK = re.compile(r"[A-Za-z_][\w.*]*(?:\s*,\s*[A-Za-z_][\w.*]*)*")


def given_by_schema(value: JSON, schema: Schema) -> bool:
    """Say whether a schema leaves no other choice, or names the value where it describes itself.

    A literal in quotation marks counts ("the special value `me` means the caller"), and what it
    says is the default; what stands as an example does not.
    """
    if not _GIVING.isdisjoint(schema):
        only = [schema[key] for key in ("default", "const") if key in schema]
        if isinstance(choices := schema.get("enum"), list) and len(choices) == 1:
            only += choices
        if any(type(value) is type(given) and value == given for given in only):
            return True
    said = schema.get("description")
    if isinstance(value, bool) or not (isinstance(value, str | int) and isinstance(said, str)):
        return False
    text = str(value)
    if text not in said:
        return False
    return text in _DEFAULT.findall(said) or (text is value and text in _literals(said))


def _literals(description: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(description):
        if not _EXAMPLE.search(sentence):
            yield from (match[match.lastindex or 0] for match in _QUOTED.finditer(sentence))


def given_by_call(value: JSON, name: str, arguments: dict[str, JSON]) -> bool:
    """Say whether a value is a mask that names other arguments of its own call.

    ``updateMask: "title,body.text"`` beside a ``title`` and a ``body`` with a ``text``.
    """
    if not isinstance(value, str) or not _is_mask(name) or not _MASK.fullmatch(value):
        return False
    given = {_plain(key) for key in _keys(arguments)} - {_plain(name)}
    return all(
        _plain(part) in given
        for path in value.split(",")
        for part in path.strip().split(".")
        if part != "*"
    )


def given_by_tool(value: JSON, name: str, tool: Tool | None = None) -> bool:
    """Say whether a text is what the tool is called, or names where it describes itself.

    ``Forgot Password``, ForgotPassword; of git also its own words for a commit: ``HEAD~1``.
    """
    if not isinstance(value, str):
        return False
    if len(words(value)) > 1 and _plain(value) == _plain(name):
        return True
    if tool and value in tool.description and value in _literals(tool.description):
        return True
    return bool(_COMMIT.fullmatch(value)) and "git" in words(spaced(name))


@lru_cache(maxsize=65536)
def _is_mask(name: str) -> bool:
    return not {"mask", "fields", "paths"}.isdisjoint(words(spaced(name)))


def _keys(value: JSON) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)


def _plain(name: str) -> str:
    return "".join(words(spaced(name)))
