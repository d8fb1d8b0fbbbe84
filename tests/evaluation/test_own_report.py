from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.evaluation.own_report import OwnResult, _cases, measure_own, passed
from toolmind.evaluation.paired import compare_all


def result(scenario: str, trial: int, good: bool, **more: object) -> OwnResult:
    given = {"slices": (), "expected_calls": 1, "no_call": False} | more
    return OwnResult(scenario=scenario, trial=trial, state=good, checks=good, **given)  # type: ignore[arg-type]


@given(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1), st.integers(1, 3))
def test_passing_all_of_k_trials(scenarios: list[list[bool]], k: int) -> None:
    ways = [[all(way) for way in combinations(trials, k)] for trials in scenarios]
    share = passed(scenarios, k)
    assert share
    assert share.share == pytest.approx(sum(sum(w) / len(w) for w in ways) / len(ways))
    assert share.of == len(scenarios)
    assert share.low <= share.share <= share.high


def test_measures_of_trials() -> None:
    found = measure_own(
        [
            result("a", 0, True, calls=2, clean=True),
            result("a", 1, False, calls=9, unasked_writes=1),
            result("b", 0, True, no_call=True),
            result("b", 1, True, no_call=True, calls=1),
            result("c", 0, False, no_call=True, problem="reply.empty"),
            result("c", 1, False, no_call=True, problem="reply.empty"),
        ]
    )
    assert (found.scenarios, found.trials, found.unasked_writes) == (3, 2, 1)
    assert [round(found.passes[k].share, 3) for k in (1, 2)] == [0.5, 0.333]
    assert found.refused and (found.refused.share, found.refused.of) == (0.25, 4)
    assert found.calls == 1 and found.expected_calls == 1
    assert found.clean and found.clean.share == pytest.approx(1 / 6)


def test_an_end_state_or_a_check_alone_is_no_success() -> None:
    half = [
        OwnResult("a", 0, (), 1, False, state=True),
        OwnResult("b", 0, (), 1, False, checks=True, clean=True),
    ]
    found = measure_own(half)
    assert found.passes[1].share == 0
    assert found.clean and found.clean.share == 0


def test_where_a_log_has_a_gap_no_two_other_scenarios_are_paired() -> None:
    whole = [result(name, 0, True) for name in "abc"]
    logs = {"one": whole, "other": [whole[0], whole[2]]}
    (pair,) = compare_all({label: _cases(results) for label, results in logs.items()})
    assert pair.cases == 1, "the third stands in the second place"
