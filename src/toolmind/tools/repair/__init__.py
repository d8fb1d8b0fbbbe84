"""Repair: from functions as people write them to valid tools, each repair a named rule."""

from __future__ import annotations

from toolmind.tools.repair.base import INVALID, NESTED, Change, Unrepairable
from toolmind.tools.repair.functions import FUNCTION_RULES, repair_function
from toolmind.tools.repair.root import RULES as ROOT_RULES
from toolmind.tools.repair.schemas import RULES, repair_schema

__all__ = ["Change", "Unrepairable", "repair_function", "repair_schema", "rule_summaries"]


def rule_summaries() -> dict[str, str]:
    """Return every rule's name with what it mends, in the order of the documentation."""
    named = {**FUNCTION_RULES, NESTED: "`$defs` of a part → of the whole"}
    for rule in (*RULES, *ROOT_RULES):
        named.setdefault(rule.name, rule.summary)
    named[INVALID] = "a keyword that the meta-schema refuses and no rule can mend is removed"
    return named
