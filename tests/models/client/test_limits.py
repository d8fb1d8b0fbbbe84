"""Flow control on an event loop whose clock jumps, so that nothing is timed and nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from jumping_clock import Clock, jumping_clock
from toolmind.models.client import limits
from toolmind.models.client.limits import Flow
from toolmind.models.context import priority


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = jumping_clock(monkeypatch)
    monkeypatch.setattr(limits, "time", clock)
    return clock


def one(**settings: float) -> Flow:
    return Flow(["a"], **({"limit": 512, "start": 4} | settings))  # type: ignore[arg-type]


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_places_are_bounded_and_given_back() -> None:
    flow = one()
    held = [await flow.acquire(1) for _ in range(4)]
    fifth = asyncio.create_task(flow.acquire(1))
    await settle()
    assert not fifth.done()
    assert (flow.in_flight, flow.waiting) == (4, 1)
    flow.release(held[0])
    await settle()
    assert fifth.done()
    assert flow.in_flight == 4


async def test_trajectories_begun_earlier_go_first() -> None:
    flow = one(start=1)
    replica = await flow.acquire(1)
    order: list[int] = []

    async def work(index: int) -> None:
        priority.set(index)
        place = await flow.acquire(1)
        order.append(index)
        flow.release(place)

    tasks = [asyncio.create_task(work(index)) for index in (5, 3, 9, 3, 0)]
    await settle()
    flow.release(replica)
    await asyncio.gather(*tasks)
    assert order == [0, 3, 3, 5, 9]


@pytest.mark.parametrize("granted", [False, True])
async def test_a_cancelled_request_holds_no_place(granted: bool) -> None:
    flow = one(start=1)
    replica = await flow.acquire(1)
    waiting = asyncio.create_task(flow.acquire(1))
    await settle()
    if granted:  # the place is given in the same turn of the loop in which the task is cancelled
        flow.release(replica)
    waiting.cancel()
    await settle()
    if not granted:
        flow.release(replica)
    assert flow.in_flight == 0
    assert await asyncio.wait_for(flow.acquire(1), 1)


async def test_load_goes_to_the_least_loaded() -> None:
    flow = Flow(["a", "b", "c"], limit=30, start=10)
    taken = [(await flow.acquire(1)).url for _ in range(9)]
    assert sorted(taken) == ["a"] * 3 + ["b"] * 3 + ["c"] * 3


async def test_a_pause_is_kept_and_others_go_on(clock: Clock) -> None:
    flow = Flow(["a", "b"], limit=4, start=2)
    flow.replicas[0].pause(1.0)
    assert [(await flow.acquire(1)).url for _ in range(2)] == ["b", "b"]
    third = asyncio.create_task(flow.acquire(1))
    await clock.run(0.99)
    assert not third.done()
    await clock.run(0.05)
    assert third.result().url == "a"


async def sent_in(flow: Flow, clock: Clock, seconds: float, tokens: float = 1) -> int:
    """How many requests get through in so much time when there is no end of them."""
    count = 0

    async def work() -> None:
        nonlocal count
        while True:
            place = await flow.acquire(tokens)
            count += 1
            flow.release(place)
            place.answered()

    tasks = [asyncio.create_task(work()) for _ in range(50)]
    await clock.run(seconds)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return count


async def test_requests_a_minute_are_kept_and_used(clock: Clock) -> None:
    sent = await sent_in(one(rpm=6000), clock, 3.0)
    assert 280 <= sent <= 302


async def test_tokens_a_minute_are_kept_and_corrected(clock: Clock) -> None:
    flow = one(tpm=60_000)
    assert 18 <= await sent_in(flow, clock, 2.0, tokens=100) <= 21
    flow.used(5000)
    assert await sent_in(flow, clock, 4.0, tokens=100) == 0


async def test_a_limit_in_the_headers_is_kept(clock: Clock) -> None:
    flow = one()
    flow.told("requests", 6000, 0, 1.0)
    assert 180 <= await sent_in(flow, clock, 2.0) <= 202


async def test_what_remains_is_not_exceeded(clock: Clock) -> None:
    flow = one()
    flow.told("requests", None, 7, 1.0)
    assert await sent_in(flow, clock, 0.9) == 7
    flow.told("requests", None, 0, 1.0)
    assert await sent_in(flow, clock, 0.9) == 0


async def test_a_setting_beats_the_headers(clock: Clock) -> None:
    flow = one(rpm=600)
    flow.told("requests", 60_000, 1000, 1.0)
    assert 18 <= await sent_in(flow, clock, 2.0) <= 21


async def test_a_dead_replica_is_tried_by_one_request_at_a_time(clock: Clock) -> None:
    flow = Flow(["dead", "good"], limit=40, start=20)
    tried = 0
    for _ in range(200):
        replica = await flow.acquire(1)
        flow.release(replica)
        if replica.url == "dead":
            tried += 1
            replica.unreachable(0.5)
        else:
            replica.answered()
        await clock.run(0.01)
    assert 1 <= tried <= 3
    assert flow.shortest_pause() == 0


@pytest.fixture(autouse=True)
def reset_priority() -> Iterator[None]:
    token = priority.set(0)
    yield
    priority.reset(token)
