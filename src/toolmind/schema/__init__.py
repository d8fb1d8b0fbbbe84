"""JSON Schema helpers that every layer shares: leaf paths, values by path, labels, validation.

What is worked out of a schema (leaves, validators) is cached by its identity: a schema must not
be changed after its first use here.
"""

from toolmind.schema.common import have_common
from toolmind.schema.interning import cached_per_schema, intern_schema
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
from toolmind.schema.validation import (
    Problem,
    check,
    check_of,
    first_problem,
    is_valid,
    problem,
    problems,
    validator,
)

__all__ = [
    "MAX_DEPTH",
    "Leaf",
    "Problem",
    "cached_per_schema",
    "check",
    "check_of",
    "first_problem",
    "flatten",
    "get_path",
    "have_common",
    "intern_schema",
    "is_valid",
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
