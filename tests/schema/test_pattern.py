import gc
import os
import random
import subprocess
import sys

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.schema.pattern import compile_pattern, conjunction

PATTERNS = [
    r"^[A-Z]{2,3}-\d{4}$",
    r"^\p{L}+\p{Nd}{2}$",
    r"^([01]\d|2[0-3]):([0-5]\d)$",
    r"^[^\s/\\]+/\*$",
    r"^\d{1,4}\d{6,15}$",
    r"^(?<year>\d{4})-(?:Q[1-4])$",
    r"^arn:aws(-cn)?:s3:::[a-z0-9.\-]{3,63}$",
    r"^[\w.-]+\.\w{2,4}?$",
    r"^a{3,}b*c+?$",
    r"^[]]?$".replace("[]]", r"[\]]"),
    r"^\x41é\t?$",
    r"^\D\W\S$",
    r"^(a|b)-\1$",
    r"^.{120,200}$",
    r"^(?<!x)[[\w]$",
    "",
]


@given(st.sampled_from(PATTERNS), st.integers())
def test_what_is_made_matches(pattern, seed):
    made = compile_pattern(pattern)(random.Random(seed))
    assert jsonschema_rs.is_valid({"type": "string", "pattern": pattern}, made), made


@pytest.mark.parametrize(
    ("left", "right", "matching", "others"),
    [
        ("^a.+$", "z$", ["a-z"], ["z", "a", "b-z"]),
        ("^a.+$", "^a.+$", ["ab"], ["b"]),
        (r"^\d", conjunction("9", "x$"), ["19x", "9x"], ["1x", "19", "x9"]),
        (r"^(a|b)-\1$", "^a", ["a-b"], ["b"]),  # whose groups would be others: the right one
    ],
)
def test_a_conjunction_matches_what_both_match(left, right, matching, others):
    schema = {"type": "string", "pattern": conjunction(left, right)}
    assert [jsonschema_rs.is_valid(schema, text) for text in matching] == [True] * len(matching)
    assert not any(jsonschema_rs.is_valid(schema, text) for text in others)


def test_texts_for_a_conjunction_are_made_of_each_of_its_patterns():
    make = compile_pattern(conjunction("^a+$", "^b?$"))
    made = {make(random.Random(seed))[:1] for seed in range(40)}
    assert made == {"", "a", "b"}


@pytest.mark.parametrize("pattern", ["(a", "[a", "*a", "a)", "[z-a]", "a\\"])
def test_patterns_that_cannot_be_made_say_where(pattern):
    with pytest.raises(DataError, match="cannot make a value for pattern"):
        compile_pattern(pattern)


@pytest.mark.offline
def test_values_are_the_same_in_every_process():
    code = (
        "from datetime import datetime; from toolmind.offline.values import generate\n"
        "names = 'isbn company full_name street job_title vin slogan'.split()\n"
        "schema = {name: {'type': 'string'} for name in names}\n"
        "schema |= {'p': {'type': 'string', 'pattern': r'^[^a-z]{4}\\W\\D[^\\w]$'}}\n"
        "schema = {'type': 'object', 'properties': schema, 'required': [*schema]}\n"
        "print([generate(schema, seed=s, clock=datetime(2025, 1, 1)) for s in range(3)])"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1] != ""


def test_what_made_a_string_is_let_go_of_at_once() -> None:
    make = compile_pattern("^[a-z]{3}$")
    gc.collect()
    gc.disable()
    try:
        make(random.Random(0))
        assert not [x for x in gc.get_objects() if type(x).__name__ == "_Strings"]
    finally:
        gc.enable()
