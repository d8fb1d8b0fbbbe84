"""What a repair rule is, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from toolmind.records import Record, Schema

INVALID = "invalid-keyword"
"""The last resort: a keyword that the meta-schema refuses, and no rule could mend, is removed."""

NESTED = "nested-definitions"
"""The first: definitions of a part go to the root. It loses nothing, but equal ones become one."""


class SchemaRule(NamedTuple):
    """One named repair of one schema object; `mend` is called where the keyword `on` occurs, in
    the schema that is called `of`, or in all.

    `mend(node, root)` returns the mended object, or None when there is nothing to mend. It never
    changes its arguments, and what it returns it leaves alone when asked again.
    """

    name: str
    on: str
    summary: str
    mend: Callable[[Schema, Schema], Schema | None]
    of: str = ""


class Change(Record, frozen=True):
    """One repair that was made: the rule, the place as a JSON pointer, and the keys it changed."""

    rule: str
    path: str
    before: Any = None
    after: Any = None


class Unrepairable(ValueError):
    """A function that cannot become a tool. `code` is the reason that is counted."""

    def __init__(self, code: str, explanation: str, field: str = "") -> None:
        self.code, self.explanation, self.field = code, explanation, field
        super().__init__(f"{code}: {explanation}")


def without(node: Schema, *keys: str) -> Schema:
    """Return the object without some keys."""
    return {key: value for key, value in node.items() if key not in keys}


def noted(node: Schema, note: str) -> Schema:
    """Return the object with a sentence added to its description, once."""
    text = node.get("description")
    text = text if isinstance(text, str) else ""
    return {**node, "description": f"{text} {note}".strip()} if note not in text else node
