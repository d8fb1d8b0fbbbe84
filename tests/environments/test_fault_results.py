"""How results come out that fail, or fall short, on purpose."""

from __future__ import annotations

import random
from typing import Any, get_args

import orjson
import pytest

from toolmind.environments.fault_results import REFUSALS, refused, spoilt
from toolmind.environments.results import ok
from toolmind.records import FailureKind

ORDERS = {"orders": [{"id": n, "text": "a red lamp"} for n in range(5)], "total": 5, "page": "one"}


def come_out(kind: FailureKind, answer: Any) -> Any:
    result = spoilt(kind, ok(answer), random.Random(1), ["delete_all"])
    assert result.status == "ok"
    return orjson.loads(result.content)


@pytest.mark.parametrize("kind", [kind for kind in get_args(FailureKind) if kind])
def test_every_kind_takes_the_place_of_an_answer_or_spoils_it(kind: FailureKind) -> None:
    if kind in REFUSALS:
        assert refused(kind).code == kind
    else:
        assert spoilt(kind, ok(ORDERS), random.Random(1), []) != ok(ORDERS)


@pytest.mark.parametrize(
    ("answer", "empty"),
    [(ORDERS, {"orders": [], "total": 0, "page": "one"}), ([1], []), ({"a": 1}, {}), ("text", {})],
)
def test_an_empty_result_has_no_entries_and_counts_none(answer: Any, empty: Any) -> None:
    assert come_out("empty", answer) == empty


def test_a_partial_result_says_what_is_missing() -> None:
    value = come_out("partial", ORDERS)
    assert value["orders"] == ORDERS["orders"][:3] and value["partial"] is True
    assert "3 of 5" in value["note"]
    value = come_out("partial", dict.fromkeys("wxyz", 1))
    missing = set("wxyz") - value.keys()
    assert len(missing) == 2 and all(name in value["note"].partition(":")[2] for name in missing)
    assert come_out("partial", [1, 2, 3])["result"] == [1, 2]


@pytest.mark.parametrize("answer", [ORDERS, [1, 2], "text", 3, None])
def test_a_slow_result_is_whole_and_says_that_it_was_slow(answer: Any) -> None:
    value = come_out("slow", answer)
    assert "seconds" in value.pop("note")
    assert value == (answer if isinstance(answer, dict) else {"result": answer})


@pytest.mark.parametrize("answer", [ORDERS, [1, 2], "text", 3, None])
def test_a_malformed_result_is_no_json_and_an_error(answer: Any) -> None:
    for seed in range(20):
        result = spoilt("malformed", ok(answer), random.Random(seed), [])
        assert result.status == "error" and result.content
        with pytest.raises(orjson.JSONDecodeError):
            orjson.loads(result.content)
