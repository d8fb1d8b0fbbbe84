from __future__ import annotations

import asyncio
import signal

import pytest

from toolmind.cli.resumable import finish
from toolmind.errors import Interrupted


async def test_what_comes_of_the_work_is_returned() -> None:
    async def work() -> int:
        return 3

    assert await asyncio.to_thread(finish, work()) == 3


def test_ctrl_c_ends_the_work_in_its_own_way() -> None:
    ended = []

    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    with pytest.raises(Interrupted):
        finish(work())
    assert ended == [True]
