from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.evaluation.paired import compare, compare_all, mcnemar


def test_p_of_known_tables() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(5, 5) == 1.0
    assert mcnemar(0, 5) == pytest.approx(2 / 32)
    assert mcnemar(1, 9) == pytest.approx(2 * 11 / 1024)
    assert mcnemar(6, 16) == pytest.approx(0.0525, abs=1e-4)


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_p_is_one_of_two_sides(one: int, other: int) -> None:
    p = mcnemar(one, other)
    assert 0 <= p <= 1
    assert p == mcnemar(other, one)


def test_many_cases_go_on_where_the_exact_test_ends() -> None:
    assert mcnemar(460, 540) == pytest.approx(mcnemar(460, 539), abs=0.003)


def test_two_models_on_the_same_cases() -> None:
    cases = [(f"d{at}", at % 4 == 0, at % 4 != 1) for at in range(40)]
    found = compare("old", "new", cases)
    assert (found.both, found.only_first, found.only_second, found.cases) == (10, 0, 20, 40)
    assert found.difference == 0.5
    assert found.low < 0.5 < found.high
    assert found.low > 0.3 and found.high < 0.7


def test_turns_of_one_dialogue_are_not_independent() -> None:
    pairs = [(at % 2 == 0, at % 3 != 0) for at in range(120)]
    apart = compare("a", "b", [(str(at), *pair) for at, pair in enumerate(pairs)])
    # The same turns, each ten times in one dialogue, know no more than twelve dialogues do.
    together = compare("a", "b", [(str(at), *pairs[at]) for at in range(12) for _ in range(10)])
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_models_are_compared_two_by_two_on_what_both_were_asked() -> None:
    asked = {at: (f"d{at}", at % 2 == 0) for at in range(4)}
    models = {"a": asked, "b": dict.fromkeys((1, 2, 9), ("", True)), "c": {8: ("d8", True)}}
    (found,) = compare_all(models)
    assert (found.first, found.second, found.cases) == ("a", "b", 2)
    assert (found.both, found.only_second) == (1, 1)


def test_no_case_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="a case"):
        compare("a", "b", [])
