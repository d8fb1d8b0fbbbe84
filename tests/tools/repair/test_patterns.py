"""Patterns of other languages: the same texts match them as ECMA-262 writes them."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repairing import mended, one
from toolmind.tools.repair.patterns import translated
from toolmind.tools.usable import is_pattern


@pytest.mark.parametrize(
    ("pattern", "after"),
    [
        ("/^[a-z]+$/", "^[a-z]+$"),
        ("/^[a-z]+$/i", "(?i)^[a-z]+$"),
        ("/foo/g", "foo"),
        (r"\A\d+\Z", r"^\d+$"),
        (r"\Aa\z", "^a$"),
        (r"^[\w-\.]+@[\w-]+$", r"^[\w\-\.]+@[\w-]+$"),
        (r"\A[a-z0-9-_]+\Z", r"^[a-z0-9\-_]+$"),
        (r"^\d{,3}$", r"^\d{0,3}$"),
        ("^(?>ab)+$", "^(?:ab)+$"),
        (r"^\h*$", r"^[ \t]*$"),
        (r"^\x{41}[\x{60}-\x{7a}]$", r"^\u0041[\u0060-\u007a]$"),
        (r"^[\p{L}-_]$", r"^[\p{L}\-_]$"),
    ],
)
def test_other_dialects(pattern: str, after: str) -> None:
    assert mended(one({"type": "string", "pattern": pattern})) == (
        {"type": "string", "pattern": after},
        {"pattern-dialect"},
    )
    assert is_pattern(after) and translated(after) == after


@pytest.mark.parametrize(
    "pattern",
    [
        "^a$",
        "/api/v1/",
        "^/api/.*$",
        r"[a-z-]",
        r"[!--]",
        r"\\A",
        r"^(?!x)\p{L}+$",
        r"^[a-zA-Z0-9-_]+$",
        "[a-z",
        "(?<n>a)\\k<n>",
    ],
)
def test_what_is_right_or_cannot_be_read_stays(pattern: str) -> None:
    assert translated(pattern) == pattern


PARTS = st.lists(
    st.sampled_from([r"\d", "a", "-", "[a-c]", r"[\w-.]", r"[^\s-x]", r"\.", "(?:ab)?", "b{2,3}"]),
    min_size=1,
    max_size=5,
)


@given(PARTS, st.text("ab-.1 x", max_size=6))
def test_a_pattern_of_python_matches_the_same_texts(parts: list[str], text: str) -> None:
    pattern = rf"\A{''.join(parts)}\Z"
    found: Any = translated(pattern)
    valid = jsonschema_rs.Draft202012Validator({"pattern": found}).is_valid(text)
    assert valid == bool(re.search(pattern.replace("-.", r"\-.").replace("-x", r"\-x"), text))
