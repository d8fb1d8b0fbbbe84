from __future__ import annotations

from typing import NamedTuple

from toolmind.evaluation.slices import by_slice


class Result(NamedTuple):
    slices: tuple[str, ...]


def test_each_slice_is_measured_but_one_that_holds_all() -> None:
    results = [Result(("turns", "kind: b")), Result(("turns",)), Result(("turns", "kind: a"))]
    assert by_slice(results, list) == {"kind: a": results[2:], "kind: b": results[:1]}


def test_of_nothing_there_is_no_slice() -> None:
    assert by_slice([], len) == {}
