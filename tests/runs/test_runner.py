"""The order in which items are begun."""

from __future__ import annotations

import heapq
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from toolmind.runs.runner import longest_first_at_the_end


def ordered(lengths: list[int], in_flight: int) -> list[tuple[int, int]]:
    items = list(enumerate(lengths))
    return list(longest_first_at_the_end(iter(items), len(items), in_flight, lambda item: item[1]))


@given(lengths=st.lists(st.integers(1, 40), max_size=60), in_flight=st.integers(1, 8))
def test_every_item_comes_once_and_only_the_last_are_sorted(
    lengths: list[int], in_flight: int
) -> None:
    items, got = list(enumerate(lengths)), ordered(lengths, in_flight)
    kept = min(len(items), max(in_flight, len(items) - 4 * in_flight))
    assert got[:kept] == items[:kept]
    assert sorted(got) == items
    assert [item[1] for item in got[kept:]] == sorted(lengths[kept:], reverse=True)


def test_the_first_items_do_not_wait_for_the_others_to_be_planned() -> None:
    planned = []

    def plans() -> Iterator[int]:
        for item in range(20):
            planned.append(item)
            yield item

    items = longest_first_at_the_end(plans(), 20, 8, lambda item: item)
    assert [next(items) for _ in range(8)] == list(range(8))
    assert planned == list(range(8))
    assert next(items) == 19


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
