"""One timer for many requests: whoever is watched for too long is told, and nobody else."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jumping_clock import Clock, jumping_clock
from toolmind.models.client.deadlines import Deadlines, Watchdog


@pytest.fixture
async def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return jumping_clock(monkeypatch)


async def test_what_is_watched_too_long_expires_once_late_by_a_tenth_at_most(clock: Clock) -> None:
    expired: list[str] = []
    deadlines = Deadlines(1.0, expired.append)
    deadlines.watch("a")
    await clock.run(0.5)
    deadlines.watch("b")
    await clock.run(0.45)
    assert expired == []
    await clock.run(0.16)
    assert expired == ["a"]
    await clock.run(2.0)
    assert expired == ["a", "b"]


async def test_what_was_let_go_of_does_not_expire(clock: Clock) -> None:
    expired: list[str] = []
    deadlines = Deadlines(1.0, expired.append)
    deadlines.watch("a")
    deadlines.watch("b")
    deadlines.let_go("a")
    deadlines.let_go("a")
    await clock.run(2.0)
    assert expired == ["b"]


async def test_watching_begins_again_after_all_were_let_go_of(clock: Clock) -> None:
    expired: list[str] = []
    deadlines = Deadlines(1.0, expired.append)
    deadlines.watch("a")
    deadlines.let_go("a")
    await clock.run(2.0)
    deadlines.watch("b")
    await clock.run(0.9)
    assert expired == []
    await clock.run(0.3)
    assert expired == ["b"]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_whoever_is_let_go_of_in_time_is_spared(spans: list[tuple[int, int]]) -> None:
    async def play() -> set[int]:
        with pytest.MonkeyPatch.context() as patch:
            clock = jumping_clock(patch)
            expired: list[int] = []
            deadlines = Deadlines(0.010, expired.append)
            for moment in range(64):
                for one, (begin, length) in enumerate(spans):
                    if moment == begin:
                        deadlines.watch(one)
                    if moment == begin + length:
                        deadlines.let_go(one)
                await clock.run(0.001)
            assert len(expired) == len(set(expired))
            return set(expired)

    expired = asyncio.run(play())
    assert expired >= {one for one, (_, length) in enumerate(spans) if length > 12}
    assert expired.isdisjoint(one for one, (_, length) in enumerate(spans) if length < 10)


async def watched(dog: Watchdog, told: list[bool]) -> None:
    task = dog.watch()
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        told.append(dog.cancelled(task))
        if not told[-1]:
            raise
    finally:
        dog.let_go(task)


async def test_the_watchdog_cancels_a_task_and_takes_that_back(clock: Clock) -> None:
    told: list[bool] = []
    task = asyncio.create_task(watched(Watchdog(1.0), told))
    await clock.run(1.2)
    await task
    assert told == [True]
    assert task.cancelling() == 0 and not task.cancelled()


async def test_another_cancellation_is_told_from_the_watchdogs(clock: Clock) -> None:
    told: list[bool] = []
    task = asyncio.create_task(watched(Watchdog(1.0), told))
    await clock.run(0.1)
    task.cancel()
    await clock.run(2.0)
    assert told == [False] and task.cancelled()


async def test_a_cancellation_that_comes_with_the_watchdogs_is_not_lost() -> None:
    told: list[bool] = []
    dog = Watchdog(1.0)
    task = asyncio.create_task(watched(dog, told))
    await asyncio.sleep(0)
    dog._bite(task)
    task.cancel()
    await asyncio.wait([task])
    assert told == [False] and task.cancelled()


async def test_only_a_task_can_be_watched() -> None:
    told: list[str] = []

    def outside() -> None:
        try:
            Watchdog(1.0).watch()
        except RuntimeError as error:
            told.append(str(error))

    asyncio.get_running_loop().call_soon(outside)
    await asyncio.sleep(0)
    assert told == ["a request needs a task"]
