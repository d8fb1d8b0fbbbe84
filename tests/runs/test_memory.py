"""What a run asks of the collector and of the allocator, and that all is as it was afterwards."""

from __future__ import annotations

import gc
import platform
import subprocess
import sys
from collections.abc import Iterator

import pytest

from toolmind.runs.memory import collecting_seldom, not_collecting

GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of glibc's allocator")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    assert gc.isenabled()
    gc.unfreeze()


def test_nothing_is_collected_meanwhile_and_what_was_made_is_set_aside() -> None:
    gc.unfreeze()
    with not_collecting():
        assert not gc.isenabled()
        made = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= len(made)


def test_the_collector_comes_back_also_after_an_error() -> None:
    with pytest.raises(KeyError), not_collecting():
        raise KeyError
    assert gc.isenabled()


def test_the_collector_looks_seldom_and_then_as_before() -> None:
    usual = gc.get_threshold()
    with pytest.raises(KeyError), collecting_seldom():
        assert gc.get_threshold()[0] > 100 * usual[0]
        assert gc.get_freeze_count() > 0
        raise KeyError
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0


RESIDENT = """
import toolmind.runs.memory as memory
def resident():
    return int(open('/proc/self/statm').read().split()[1]) * 4096 / 2**20
"""
LARGE = """
large = bytearray(16 << 20); del large  # from now on glibc keeps blocks of up to that
before = resident()
blocks = [bytearray(b'x') * (4 << 20) for _ in range(4)]
after_them = [bytearray(600) for _ in range(1000)]
del blocks
print(resident() - before)
"""
SMALL = """
before = resident()
blocks = [bytearray(1000) for _ in range(30_000)]
after_them = bytearray(1000)
del blocks
"""


def left(code: str) -> float:
    """The MiB that a process of its own still holds, as it prints."""
    done = subprocess.run(
        [sys.executable, "-c", RESIDENT + code], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


@GLIBC
def test_large_blocks_go_back_to_the_system_as_they_are_freed() -> None:
    assert left(LARGE) > 12
    assert left("memory.return_large_blocks()\n" + LARGE) < 6


@GLIBC
def test_what_was_freed_in_small_pieces_is_given_back() -> None:
    assert left(SMALL + "print(resident() - before)") > 20
    assert left(SMALL + "memory.give_back_memory()\nprint(resident() - before)") < 10
