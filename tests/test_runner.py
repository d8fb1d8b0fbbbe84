"""Many items at once: their order, how many, a stop, an error."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import BudgetExceeded, RunError
from toolmind.runner import longest_first_at_the_end, run_items


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


async def test_items_are_begun_in_order_and_so_many_at_a_time() -> None:
    begun: list[int] = []
    under_way: set[int] = set()
    most = 0

    async def work(item: int) -> None:
        nonlocal most
        begun.append(item)
        under_way.add(item)
        most = max(most, len(under_way))
        for _ in range(1 + item % 3):
            await asyncio.sleep(0)
        under_way.remove(item)

    await run_items(range(50), work, 7)
    assert begun == list(range(50))
    assert most == 7


async def test_items_are_drawn_as_they_are_begun_and_no_sooner() -> None:
    drawn, done = [], []

    def items() -> Iterator[int]:
        for item in range(20):
            assert len(drawn) - len(done) < 3
            drawn.append(item)
            yield item

    async def work(item: int) -> None:
        await asyncio.sleep(0)
        done.append(item)

    await run_items(items(), work, 3)
    assert sorted(done) == list(range(20))


async def test_a_stop_begins_nothing_more_and_finishes_what_is_under_way() -> None:
    begun, done = [], []
    stop = asyncio.Event()

    async def work(item: int) -> None:
        begun.append(item)
        if item == 5:
            stop.set()
        await asyncio.sleep(0.001)
        done.append(item)

    await run_items(range(100), work, 3, stop)
    assert begun == done
    assert 5 in done and len(done) < 10


async def test_an_error_ends_the_run_and_cancels_what_is_under_way() -> None:
    cancelled = []

    async def work(item: int) -> None:
        if item == 2:
            raise RunError("disk full")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(item)
            raise

    with pytest.raises(RunError):
        await run_items(range(100), work, 4)
    assert sorted(cancelled) == [0, 1, 3]


async def test_where_a_budget_is_spent_what_is_under_way_and_paid_for_is_received() -> None:
    """The items under way end as they can: well, or where they would have to ask again."""
    begun, received = [], []

    async def work(item: int) -> None:
        begun.append(item)
        if item == 2:
            raise BudgetExceeded("max_cost")
        await asyncio.sleep(0.001)
        received.append(item)
        if item == 3:
            raise BudgetExceeded("max_cost, too")

    with pytest.raises(BudgetExceeded, match=r"max_cost$"):
        await run_items(range(100), work, 4)
    assert begun == [0, 1, 2, 3]
    assert sorted(received) == [0, 1, 3]


async def test_without_items_nothing_is_done() -> None:
    async def work(item: int) -> None:
        raise AssertionError

    await run_items([], work, 4)


async def test_items_that_never_wait_let_others_come_between() -> None:
    ticks = []

    async def tick() -> None:
        while len(ticks) < 10:
            ticks.append(len(worked))
            await asyncio.sleep(0)

    worked: list[int] = []

    async def work(item: int) -> None:
        worked.append(item)

    other = asyncio.create_task(tick())
    await run_items(range(200), work, 1)
    assert other.done() and ticks[-1] < 20
