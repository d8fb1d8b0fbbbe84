"""What model calls consume adds up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Usage

COUNTS = st.integers(0, 10**9)
USAGES = st.builds(
    Usage,
    requests=COUNTS,
    prompt_tokens=COUNTS,
    completion_tokens=COUNTS,
    cost=st.integers(0, 10**6).map(lambda cents: cents / 128),
)


def test_usage_adds_up() -> None:
    total = Usage(requests=1, prompt_tokens=2) + Usage(requests=1, completion_tokens=3, cost=0.5)
    assert total == Usage(requests=2, prompt_tokens=2, completion_tokens=3, cost=0.5)
    assert total.tokens == 5


@given(USAGES, USAGES, USAGES)
def test_in_whatever_order_it_is_added(a: Usage, b: Usage, c: Usage) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a + Usage() == a
    assert sum([a, b], Usage()) == a + b
