"""Items by id, range, kind and reason; what is not there is told with what is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dialogues import GOOD
from run_folders import written
from toolmind.errors import UserError
from toolmind.records import Decision
from toolmind.runs.find import FoundItem, find_items
from toolmind.runs.run_dir import Rejection, RunDir

DECISIONS = {
    0: Decision(keep=True),
    1: Decision(keep=True, masked={"m1": "grounding.invented_value"}),
    2: Decision(keep=False, reasons=("links.wrong_link", "role_order.cut_short")),
    4: Decision(keep=True),
}
FAILED = {3: Rejection(stage="simulate", code="value.none", explanation="get_item: no value")}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of six items, of which one failed and one is not selected yet."""
    return written(tmp_path, dict.fromkeys((0, 1, 2, 4, 5), GOOD), DECISIONS, FAILED)


def find(run: Path, *which: str, **options: Any) -> list[FoundItem]:
    with RunDir.view(run) as folder:
        return list(find_items(folder, which, **options))


def indexes(run: Path, *which: str, **options: Any) -> list[int]:
    return [one.index for one in find(run, *which, **options)]


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ([], [0, 1, 2, 4, 5]),
        (["t000002"], [2]),
        (["s2"], [2]),
        (["2"], [2]),
        (["3"], [3]),
        (["1-3"], [1, 2, 3]),
        (["t000004-t000099"], [4, 5]),
        (["5", "0", "0-1"], [0, 1, 5]),
    ],
)
def test_items_are_found_by_id_and_range(run: Path, which: list[str], found: list[int]) -> None:
    assert indexes(run, *which) == found


def test_an_item_comes_with_what_became_of_it(run: Path) -> None:
    kept, failed, undecided = find(run, "0", "3", "5")
    assert kept.item and kept.decision == DECISIONS[0] and kept.rejection is None
    assert failed.item is None and failed.rejection == FAILED[3]
    assert undecided.item and undecided.decision is None


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        ("grounding.invented_value", [1]),
        ("links.wrong_link", [2]),
        ("role_order.cut_short", [2]),
        ("value.none", [3]),
        ("simulate: value.none", [3]),
    ],
)
def test_items_are_found_by_reason(run: Path, reason: str, found: list[int]) -> None:
    assert indexes(run, reason=reason) == found


def test_items_are_found_by_kind_and_from_a_start_on(run: Path) -> None:
    assert indexes(run, kind="single", start=2) == [2, 4, 5]


@pytest.mark.parametrize(
    ("which", "options", "message"),
    [
        (["17"], {}, r"no item 17 \(there are 6: t000000 to t000005\)"),
        (["7-9"], {}, "no item 7-9"),
        (["nothing"], {}, "write t000342, 342 or 10-20"),
        (["3-"], {}, "names no item"),
        ([], {"start": 6}, "no item from 6 on .*t000005"),
        ([], {"kind": "singel"}, "no item of kind 'singel' .did you mean 'single'"),
        ([], {"kind": "parallel"}, r"known: single"),
        ([], {"reason": "grounding.invented"}, "did you mean 'grounding.invented_value'"),
        ([], {"reason": "zzz"}, "known: .*links.wrong_link.*simulate: value.none.*value.none"),
        (["0"], {"reason": "value.none"}, "of reason 'value.none' .there is none"),
        (["3"], {"kind": "single"}, "of kind 'single' .there is none"),
        ([], {"kind": "single", "reason": "value.none"}, "no item fits all"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    run: Path, which: list[str], options: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        indexes(run, *which, **options)


def test_a_run_without_an_item_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no item has come to an end yet"):
        indexes(written(tmp_path, {}))
