import random

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.offline.values.pattern import compile_pattern

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
    "",
]


@given(st.sampled_from(PATTERNS), st.integers())
def test_what_is_made_matches(pattern, seed):
    made = compile_pattern(pattern)(random.Random(seed))
    assert jsonschema_rs.is_valid({"type": "string", "pattern": pattern}, made), made


@pytest.mark.parametrize("pattern", [r"(a)\1", "(a", "[a", "*a", "a)", "[z-a]", "a\\"])
def test_patterns_that_cannot_be_made_say_where(pattern):
    with pytest.raises(DataError, match="cannot make a value for pattern"):
        compile_pattern(pattern)
