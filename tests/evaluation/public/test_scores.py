from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.evaluation.public.scores import TaskScore, measures, public_report

SCORES = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.integers(1, 3)), min_size=1, unique=True
).flatmap(lambda keys: st.tuples(*(st.builds(_score, st.just(key), st.booleans()) for key in keys)))


def _score(key: tuple[str, int, int], right: bool) -> TaskScore:
    return TaskScore(category=key[0], task=f"{key[0]}{key[1]}", run=key[2], right=right)


def of(rights: dict[str, list[bool]], **more: bool) -> list[TaskScore]:
    return [
        TaskScore(category="c", task=task, run=run, right=right, **more)
        for task, runs in rights.items()
        for run, right in enumerate(runs, 1)
    ]


def test_a_task_counts_once_however_often_it_is_run() -> None:
    found = measures(of({"a": [True, True], "b": [True, False], "c": [False, False]}))
    assert (found.tasks, found.runs, found.share) == (3, 2, 0.5)
    assert (found.lowest_run, found.highest_run) == pytest.approx((1 / 3, 2 / 3))
    assert found.all_runs == pytest.approx(1 / 3), "a alone was right in every run"


def test_what_was_not_answered_is_wrong_and_counted() -> None:
    found = measures(of({"a": [False], "b": [False]}, unanswered=True))
    assert (found.share, found.unanswered) == (0.0, 2)


def test_no_task_is_no_share() -> None:
    with pytest.raises(ValueError, match="no task"):
        measures([])


@given(SCORES)
def test_shares_lie_within_their_interval_and_their_runs(scores: tuple[TaskScore, ...]) -> None:
    found = measures(scores)
    assert 0 <= found.low <= found.share + 1e-9 and found.share <= found.high + 1e-9 <= 1 + 1e-8
    assert found.all_runs <= found.share + 1e-9
    assert 0 <= found.lowest_run <= found.highest_run <= 1


def test_models_are_compared_on_what_both_ran() -> None:
    old = of({"a": [False], "b": [False], "c": [True]})
    new = of({"a": [True], "b": [True]})
    report = public_report("BFCL-v4", "x", {"old": old, "new": new})
    (pair,) = report.paired
    assert (pair.cases, pair.only_second, pair.only_first) == (2, 2, 0)
    assert [one.model for one in report.models] == ["old", "new"]
    assert report.models[0].categories["c"].tasks == 3
