"""What a source of tools is: one method that yields functions as they were found."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, Protocol

from toolmind.records import Record
from toolmind.text.slug import slug


class RawTool(Record, frozen=True):
    """One function as it was found, before any repair.

    `file` and `row` say where. `namespace` begins the id of a function that has none of its own.
    `legal` are the repairs that only translate what is right in the source's own language, `lost`
    is the number of constraints of the source that are not in `value`.
    """

    value: Any
    file: str
    row: int | None = None
    namespace: str = ""
    legal: frozenset[str] = frozenset()
    lost: int = 0


class SetAside(Record, frozen=True):
    """Something found that does not become a tool, and why.

    `code` is a short reason that is counted; `explanation` says it in words.
    """

    file: str
    code: str
    explanation: str
    row: int | None = None
    name: str = ""


class Source(Protocol):
    """A place that tools come from."""

    def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield what is found, one function at a time.

        What goes wrong with one function, or in the middle of a source, is yielded as `SetAside`.

        Raises:
            DataError: the source as a whole cannot be used.
        """


def namespace(text: str) -> str:
    """Return a text as the beginning of ids: letters, digits, ``-``, ``_`` and ``.``, short."""
    return slug(text, keep="._-", lower=False).strip("-.")[:60] or "source"
