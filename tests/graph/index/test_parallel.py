"""Threads: results in the order of the items, errors in their turn, the same for any number."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

from toolmind.graph.index import parallel
from toolmind.graph.index.parallel import map_in_order, single_blas


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_come_in_order_and_items_a_few_ahead(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: count)
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    for done, result in enumerate(map_in_order(lambda item: item * item, items())):
        assert result == done * done
        assert len(taken) - done <= 2 * count + 1
    assert done == 99


@pytest.mark.parametrize("count", [1, 3])
def test_an_error_comes_in_its_turn(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr(parallel, "cores", lambda: count)
    before = threading.active_count()
    results = map_in_order(lambda item: 6 // item, [3, 2, 0, 1])
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert threading.active_count() == before


def test_no_more_cores_than_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {5}, raising=False)
    assert parallel.cores() == 1


def test_matrix_products_take_one_thread() -> None:
    np.ones((4, 4)) @ np.ones((4, 4))
    with single_blas():
        blas = [one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"]
    assert blas and set(blas) == {1}
