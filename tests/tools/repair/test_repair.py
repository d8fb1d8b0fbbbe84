"""Anything goes in, only valid tools come out, and what was repaired stays as it is."""

from __future__ import annotations

from typing import Any

import jsonschema
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from repairing import KEYWORDS, VALUES, damaged_function, function
from toolmind.tools.names import is_safe
from toolmind.tools.repair import Unrepairable, repair_function, rule_summaries
from toolmind.tools.usable import schema_problem


def test_every_applied_rule_is_summarised() -> None:
    known = rule_summaries()
    for value in map(damaged_function, range(200)):
        try:
            _, changes = repair_function(value)
        except Unrepairable:
            continue
        assert {change.rule for change in changes} <= known.keys()


def assert_valid_and_stable(value: Any) -> bool:
    """Check the promise of repair; say whether the value could be repaired."""
    try:
        tool, _ = repair_function(value)
    except Unrepairable:
        return False
    assert is_safe(tool.name)
    assert schema_problem(tool.parameters, needs_object=True) is None
    assert tool.returns is None or schema_problem(tool.returns) is None
    again, changes = repair_function(msgspec.to_builtins(tool))
    assert (again, changes) == (tool, [])
    return True


def test_thousands_of_damaged_functions() -> None:
    usable = sum(assert_valid_and_stable(damaged_function(seed)) for seed in range(4_000))
    assert usable > 1_200


def test_the_reference_validator_agrees() -> None:
    for seed in range(0, 3000, 10):
        try:
            tool, _ = repair_function(damaged_function(seed))
        except Unrepairable:
            continue
        jsonschema.Draft202012Validator.check_schema(tool.parameters)
        jsonschema.Draft202012Validator.check_schema(tool.returns or {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False)
    | st.text(max_size=12) | st.sampled_from(VALUES[:17]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYWORDS) | st.text(max_size=5), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(JSON)
def test_any_json_as_parameters(value: Any) -> None:
    assert_valid_and_stable(function(value, returns=value))


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json_as_a_function(value: Any) -> None:
    assert_valid_and_stable(value)


def test_hints_are_booleans_and_notes_an_object() -> None:
    notes = {"title": 5, "readOnlyHint": "True", "destructiveHint": 1, "idempotentHint": False}
    tool, changes = repair_function({"name": "a", "parameters": {}, "annotations": notes})
    assert tool.annotations == {"title": 5, "readOnlyHint": True, "idempotentHint": False}
    paths = [change.path for change in changes if change.rule == "hints"]
    assert paths == ["/annotations/readOnlyHint", "/annotations/destructiveHint"]
    tool, changes = repair_function({"name": "a", "annotations": ["readOnly"]})
    assert tool.annotations == {} and "hints" in {change.rule for change in changes}
