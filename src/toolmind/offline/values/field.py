"""What is known about a value from where it stands: its words, description and surroundings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from toolmind.records import Schema
from toolmind.text.identifiers import label
from toolmind.text.nouns import item_of, singular

_ROLES = re.compile(
    r"\b(origin|destination|from|to|source|target|departure|arrival|pick ?up|drop ?off|billing|"
    r"shipping|sender|recipient|customer|guest|patient|author|owner|driver|passenger|host|buyer|"
    r"seller|contact|employee|manager|student|teacher|doctor|creator|assignee|reporter|home|work|"
    r"start|end|current|previous|new|old|second|alternate|emergency|base|quote)\b"
)
WRAPPERS = frozenset(
    "body request input payload data result response item object entity record resource output "
    "detail info information".split()
)
"""Names of what holds a thing and says nothing of it."""

_HOLDS = re.compile(
    r"(?: (?:summary|property|description|details?|info|information|metadata)(?: item)?)+$"
)
_HOLDERS = WRAPPERS | frozenset("summary property metadata successful success".split())


Past = Literal["", "period", "run"]
"""Whether the times of an object lie in the past: it tells of a period (a report), or of a run."""


class Field(NamedTuple):
    """A value's name and surroundings, in lower-case words.

    `words` is its own name; `parent` the name of the object that holds it, singular; `role` tells
    apart the people and places of one object (origin city, destination city).
    """

    words: str = ""
    parent: str = ""
    role: str = ""
    description: str = ""
    domain: str = ""
    past: Past = ""
    schema: Schema = {}
    format: str = ""

    def child(self, name: str, schema: Schema, past: Past) -> Field:
        """Return the field of a property."""
        words, above, role = _named(name)
        return Field(
            words,
            (thing_of(singular(self.words)) if above is None else above) or self.parent,
            role or self.role,
            description_of(schema),
            self.domain,
            past,
            schema,
            str(schema.get("format", "")),
        )

    def under(self, schema: Schema) -> Field:
        """Return the field of that schema and no other."""
        words, parent, role, _, domain, past, _, _ = self
        form = str(schema.get("format", ""))
        return Field(words, parent, role, description_of(schema), domain, past, schema, form)

    def described(self, schema: Schema) -> Field:
        """Return the same field under a more specific schema."""
        if schema is self.schema:
            return self
        words, parent, role, description, domain, past, _, _ = self
        description = description_of(schema) or description
        form = str(schema.get("format", ""))
        return Field(words, parent, role, description, domain, past, schema, form)

    def item(self, schema: Schema) -> Field:
        """Return the field of a list's items: the same words in the singular."""
        return self.described(schema)._replace(words=item_of(self.words), role="")

    @property
    def entity(self) -> str:
        """The thing that an id or name belongs to: ``order`` for order id; may be empty."""
        own = re.sub(
            r"\b(ids?|identifiers?|uid|key|name|number|no|code|ref|reference|names|title|display|"
            r"unique|resource|full)\b",
            " ",
            self.words,
        )
        return " ".join(own.split()) or self.parent


@lru_cache(maxsize=4096)
def thing_of(words: str) -> str:
    """Return the thing that a name speaks of: a ``watchlist summary`` is of a watchlist.

    Empty where the name says only that it holds something: ``items``.
    """
    thing = _HOLDS.sub("", words)
    return "" if thing in _HOLDERS else thing


def description_of(schema: Schema) -> str:
    """Return a schema's description, else its title, else nothing."""
    text = schema.get("description") or schema.get("title") or ""
    return text if isinstance(text, str) else ""


@lru_cache(maxsize=8192)
def _named(name: str) -> tuple[str, str | None, str]:
    """Return the words of a property's name, those of what holds it, and its role.

    Only a path, where a caller gives paths for names, says what holds it.
    """
    *above, own = name.split(".")
    while above and singular(label(above[-1])) in WRAPPERS:
        above.pop()
    words = label(own)
    role = _ROLES.search(words)
    return words, singular(label(above[-1])) if above else None, role.group() if role else ""
