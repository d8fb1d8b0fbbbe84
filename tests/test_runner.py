"""The order in which items are begun."""

from __future__ import annotations

import heapq

from hypothesis import given
from hypothesis import strategies as st

from toolmind.runner import longest_first_at_the_end


def ordered(lengths: list[int], in_flight: int) -> list[tuple[int, int]]:
    items = list(enumerate(lengths))
    return list(longest_first_at_the_end(iter(items), len(items), in_flight, lambda item: item[1]))


@given(lengths=st.lists(st.integers(1, 40), max_size=60), in_flight=st.integers(1, 8))
def test_every_item_comes_once_and_only_the_last_are_sorted(
    lengths: list[int], in_flight: int
) -> None:
    items, got = list(enumerate(lengths)), ordered(lengths, in_flight)
    kept = max(0, len(items) - 4 * in_flight)
    assert got[:kept] == items[:kept]
    assert sorted(got) == items
    assert [item[1] for item in got[kept:]] == sorted(lengths[kept:], reverse=True)


def test_no_long_item_is_left_alone_at_the_end() -> None:
    lengths = [1 + n % 7 for n in range(200)] + [20]

    def rounds(order: list[int]) -> int:
        """Rounds until all is done, each place taking the next item as it becomes free."""
        places = [0] * 10
        for length in order:
            heapq.heappush(places, heapq.heappop(places) + length)
        return max(places)

    least = sum(lengths) / 10
    assert rounds(lengths) > 1.15 * least
    assert rounds([item[1] for item in ordered(lengths, 10)]) < 1.1 * least
