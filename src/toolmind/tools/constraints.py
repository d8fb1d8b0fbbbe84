"""The constraints of schemas: what a source says of the values that it takes, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from toolmind.records import Tool
from toolmind.tools.repair.base import INVALID, NESTED, Change
from toolmind.tools.subschemas import subschemas

CONSTRAINTS = frozenset(
    "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern "
    "minItems maxItems uniqueItems minContains maxContains minProperties maxProperties format "
    "enum const default".split()
)
"""The keywords that are counted."""


def count_constraints(schema: Any) -> int:
    """Count the constraints of a schema and of those in it, without following references.

    What says nothing is not counted: ``uniqueItems: false``, an empty `enum`, null, and the
    boolean `exclusiveMinimum` of draft 4, which belongs to its `minimum`.
    """
    if not isinstance(schema, dict):
        return 0
    own = sum(_says_something(key, value) for key, value in schema.items())
    return own + sum(count_constraints(inner) for _, inner in subschemas(schema))


def _says_something(key: str, value: Any) -> bool:
    if key not in CONSTRAINTS or isinstance(value, dict):
        return False
    if key in ("default", "const"):
        return True
    if isinstance(value, bool):
        return value and key == "uniqueItems"
    return value is not None and value != []


CUT = "schema-cut"
"""What took the constraints of a schema that a source had to cut."""


class ConstraintCount:
    """Counts the constraints that sources declare and those that the tools have in the end.

    `read` = `kept` + `lost` - what a repair found in a description. `lost` says which repair took
    how many, and ``schema-cut`` how many a source left out of schemas that were too large.
    """

    def __init__(self) -> None:
        self.read = self.kept = 0
        self.lost: Counter[str] = Counter()

    def add(self, tool: Tool, changes: Iterable[Change], cut: int = 0) -> None:
        """Count a repaired tool, by what was changed in it and what its source had cut."""
        kept = count_constraints(tool.parameters) + count_constraints(tool.returns)
        self.kept += kept
        self.read += kept + cut
        for change in changes:
            balance = constraints_lost(change)
            self.read += balance
            if balance > 0:
                self.lost[change.rule] += balance
        if cut:
            self.lost[CUT] += cut


def constraints_lost(change: Change) -> int:
    """Return how many constraints fewer there are after a repair; below 0: it found some."""
    if change.rule == NESTED:
        return 0
    if isinstance(change.before, dict) or isinstance(change.after, dict):
        return count_constraints(change.before) - count_constraints(change.after)
    keyword = change.path.rpartition("/")[2]
    return int(change.rule == INVALID and _says_something(keyword, change.before))
