"""What is cached has a bound, and is made once while it is in use."""

from hypothesis import given
from hypothesis import strategies as st

from toolmind.caches import BoundedDict, IdentityCache, entry_bytes


def test_a_bounded_dictionary_lets_the_oldest_go() -> None:
    kept: BoundedDict[int, int] = BoundedDict(3)
    for number in range(10):
        assert kept.put(number, number) == number
    assert list(kept) == [7, 8, 9]


@given(st.integers(1, 40), st.lists(st.integers(0, 60), max_size=120))
def test_the_last_ones_are_there_and_never_too_many(size: int, keys: list[int]) -> None:
    kept: BoundedDict[int, int] = BoundedDict(size)
    for key in keys:
        kept.put(key, -key)
        assert kept[key] == -key
        assert len(kept) <= size


def test_what_is_moved_to_the_end_is_let_go_of_last() -> None:
    kept: BoundedDict[str, int] = BoundedDict(3)
    for name in "abc":
        kept.put(name, 1)
    kept.move_to_end("a")
    kept.put("d", 1)
    assert list(kept) == ["c", "a", "d"]


class Thing:
    def __init__(self, number: int) -> None:
        self.number = number


def test_what_is_in_use_is_made_once() -> None:
    made: list[int] = []

    def make(thing: Thing) -> str:
        made.append(thing.number)
        return "x" * thing.number

    cache = IdentityCache(make, size=4)
    often = Thing(0)
    for number in range(1, 20):
        assert cache.of(often) == ""
        assert cache.of(Thing(number)) == "x" * number
    assert made.count(0) == 1
    first = Thing(100)
    cache.of(first)
    for number in range(4):
        cache.of(Thing(number))
    cache.of(first)
    assert made.count(100) == 2, "what is not asked for is let go of"


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=60))
def test_memory_is_bounded(sizes: list[int]) -> None:
    cache = IdentityCache(lambda thing: "x" * thing.number, size=20_000, cost=entry_bytes)
    for size in sizes:
        assert len(cache.of(Thing(size))) == size
        held = [*cache._young.values(), *cache._old.values()]
        assert sum(entry_bytes(value) for _, value in held) <= 20_000 + 2 * entry_bytes("x" * 5_000)
