"""Where the user's sign ends a dialogue: at the end of what it says, whatever stands elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.roles.stop import STOP, stops


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (STOP, True),
        (f"Thanks, bye.\n{STOP}\n", True),
        (f"**{STOP}**", True),
        (f"{STOP}.", True),
        ("", False),
        ("stop", False),
        (f"Why does it say {STOP} there?", False),
        (f"{STOP} and then go on", False),
    ],
)
def test_the_sign_is_the_last_thing_said(said: str, ends: bool) -> None:
    assert stops(said) is ends


@given(st.text(), st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_words_after_the_sign_go_on(before: str, after: str) -> None:
    assert not stops(f"{before}{STOP}{after}")
