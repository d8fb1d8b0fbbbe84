"""Rows in their database: filtered, counted, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import msgspec
import numpy as np
import pytest

from toolmind.viewer.item import Row
from toolmind.viewer.rows import Rows


def row(index: int, **said: Any) -> Row:
    plain: dict[str, Any] = {"index": index, "id": f"T{index:03}", "run": "", "state": "kept"}
    plain |= {"kind": "single", "title": "", "reasons": (), "verdicts": (), "masked": 0}
    plain |= {"turns": 2, "calls": 1, "tools": ("find",), "language": "en", "disputed": False}
    plain |= {"probability": None, "pairs": ()}
    return msgspec.convert(plain | said, Row)


ROWS = [
    row(0),
    row(1, state="dropped", reasons=["coverage.missing_call"], verdicts=["coverage.fail"]),
    row(2, kind="multi_turn", turns=9, calls=7, tools=["find", "book"], pairs=["find\tbook"]),
    row(3, masked=1, reasons=["grounding.invented"], disputed=True, probability=0.9, language="de"),
    row(4, run="b", probability=0.45, title="\u0000 'quoted' \"twice\"; DROP TABLE rows", turns=0),
]


@pytest.fixture
def rows() -> Iterator[Rows]:
    with closing(Rows()) as made:
        made.add(ROWS)
        yield made


def found(rows: Rows, **query: str) -> list[int]:
    total, page = rows.page(query, 0, 50)
    assert total == len(page)
    return [one["index"] for one in page]


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"state": "kept"}, [0, 2, 3, 4]),
        ({"kind": "multi_turn"}, [2]),
        ({"run": "b"}, [4]),
        ({"language": "de"}, [3]),
        ({"tool": "book"}, [2]),
        ({"reason": "missing"}, [1]),
        ({"verdict": "coverage"}, [1]),
        ({"masked": "yes"}, [3]),
        ({"masked": "no"}, [0, 1, 2, 4]),
        ({"disputed": "yes"}, [3]),
        ({"calls": "2"}, [2]),
        ({"longer": "3"}, [2]),
        ({"shorter": "2"}, [0, 1, 3, 4]),
        ({"longer": "1", "shorter": "2"}, [0, 1, 3]),
        ({"probability": "0.5"}, [3]),
        ({"id": "t00"}, [0, 1, 2, 3, 4]),
        ({"state": "kept", "calls": "1", "kind": "single", "disputed": "no"}, [0, 4]),
        ({"calls": "many"}, []),
        ({"state": "x' OR 'x' = 'x"}, []),
        ({"nothing": "1"}, [0, 1, 2, 3, 4]),
    ],
)
def test_filters(rows: Rows, query: dict[str, str], left: list[int]) -> None:
    assert found(rows, **query) == left


def test_among_some_only_and_a_page_at_a_time(rows: Rows) -> None:
    total, page = rows.page({"state": "kept"}, 1, 1, np.array([0, 1, 3, 4]))
    assert total == 3 and [one["index"] for one in page] == [3]
    assert rows.page({}, 0, 5, np.array([], dtype=np.int64)) == (0, [])


def test_a_row_comes_back_as_it_was(rows: Rows) -> None:
    _, [one] = rows.page({"run": "b"}, 0, 1)
    plain = msgspec.json.decode(msgspec.json.encode(ROWS[4]))
    assert {**one, "pairs": []} == {**plain, "pairs": []}


def test_a_row_that_comes_again_takes_the_place_of_the_first(rows: Rows) -> None:
    rows.add([row(1, state="kept"), row(5)])
    assert found(rows, state="dropped") == [] and found(rows) == [0, 1, 2, 3, 4, 5]
    assert len(rows) == 6


def test_counts(rows: Rows) -> None:
    assert rows.counts("state") == [("kept", 4), ("dropped", 1)]
    assert rows.counts("tools", "state = 'kept'") == [("find", 4), ("book", 1)]
    told = rows.totals()
    assert (told["items"], told["turns"], told["masked"], told["disputed"]) == (5, 13, 1, 1)
    assert told["kinds"] == [("single", 4, 3), ("multi_turn", 1, 1)] and told["known"] == 2
    assert rows.walked("book") == {("find", "book"): 1} and rows.walked("oo") == {}


def test_neighbours_and_ids(rows: Rows) -> None:
    assert rows.around(0) == (None, 1) and rows.around(4) == (3, None)
    assert rows.index_of(["T003", "T009"]) == {"T003": 3}


def test_the_queue_leaves_out_what_is_done_and_what_has_no_turns(rows: Rows) -> None:
    order = 'abs(probability - 0.5) NULLS LAST, "index"'
    left, first = rows.queue(["T000"], order, 2)
    assert left == 3 and [one["index"] for one in first] == [3, 1]


def test_of_nothing_nothing_is_left() -> None:
    with closing(Rows()) as none:
        none.add([])
        assert none.page({}, 0, 10) == (0, []) and none.totals()["items"] == 0
