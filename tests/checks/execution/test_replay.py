"""Calls made again: what the world never heard of is left out; states are compared by meaning."""

from __future__ import annotations

from msgspec.structs import replace

from dialogues import call, result, says
from order_book import ASKED, GOOD, PROVIDER, changed, played
from toolmind.checks.execution.replay import Difference, differing_paths, replay


async def test_injected_failures_are_no_calls_and_spoilt_answers_are_not_compared() -> None:
    lost = (
        call("update_amount", {"order": 7, "amount": 9}, "c0"),
        replace(result({"error": "timeout"}, "c0", "error"), code="injected.timeout"),
    )
    cut = changed(8, 4, "c3")[0], replace(result({}, "c3"), code="injected.partial")
    context = played(ASKED, *lost, *GOOD[1:5], *cut, says("Done."))
    replayed = await replay(await PROVIDER.world(context.tools), context)
    assert replayed.different is None
    assert replayed.ended["orders"] == {
        "7": {"amount": 25.0, "note": ""},
        "8": {"amount": 4.0, "note": ""},
    }


async def test_states_are_told_step_by_step() -> None:
    context = played(*GOOD)
    replayed = await replay(await PROVIDER.world(context.tools), context, steps=True)
    amounts = [state["orders"]["7"]["amount"] for _, _, state in replayed.states]
    assert amounts == [2.0, 25.0]


def test_differences_are_named_by_path_and_numbers_by_value() -> None:
    left = {"a": [1, {"b": 25}], "c": "x", "d": 1}
    right = {"a": [1, {"b": 25.0}], "c": "y", "e": 2}
    found = list(differing_paths(left, right))
    assert found == [
        Difference(("c",), "x", "y"),
        Difference(("d",), 1, None),
        Difference(("e",), None, 2),
    ]
    nested = Difference(("a", "1", "b"), None, None)
    assert nested.in_state(left) == 25 and nested.in_state({"a": [1]}) is None
