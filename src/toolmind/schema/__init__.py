"""JSON Schema helpers that every layer shares: leaf paths, values by path, labels, validation.

Derived facts (leaves, validators) are remembered per schema object, by identity: a schema must not
be changed after its first use here.
"""

from toolmind.schema.paths import get_path, join, set_path, split
from toolmind.schema.reading import (
    MAX_DEPTH,
    Leaf,
    flatten,
    leaves,
    merge,
    resolve,
    types_of,
)
from toolmind.schema.remembered import Kept, by_identity, interned
from toolmind.schema.validation import (
    Problem,
    check,
    check_of,
    first_problem,
    problem,
    problems,
    validator,
)

__all__ = [
    "MAX_DEPTH",
    "Kept",
    "Leaf",
    "Problem",
    "by_identity",
    "check",
    "check_of",
    "first_problem",
    "flatten",
    "get_path",
    "interned",
    "join",
    "leaves",
    "merge",
    "problem",
    "problems",
    "resolve",
    "set_path",
    "split",
    "types_of",
    "validator",
]
