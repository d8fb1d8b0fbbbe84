"""Calls and results in pairs, and the status of results."""

import pytest

from dialogues import GOOD, call, context, result, says, user
from toolmind.checks.rules.pairing import Pairing, ResultStatus, pairing_faults
from toolmind.records import Message, ToolCall


async def codes(check, *messages, **changes):
    return [verdict.code for verdict in await check.verdicts(context(*messages, **changes))]


def two_calls(first, second):
    calls = tuple(ToolCall(id=i, name="get_weather", arguments="{}") for i in (first, second))
    return Message(role="assistant", tool_calls=calls)


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ((two_calls("a", "b"), result("{}", "b"), result("{}", "a")), []),
        ((two_calls("a", "b"), result("{}", "a")), ["unanswered"]),
        (
            (two_calls("a", "b"), result("1", "a"), result("2", "a")),
            ["answered_twice", "unanswered"],
        ),
        (
            (two_calls("a", "b"), result("1", "a"), result("2", "b"), result("3", "c")),
            ["orphan_result"],
        ),
        ((call("x", {}, ""), result("{}", "")), ["call_without_id"]),
        (
            (call("x", {}, "a"), result("1", "a"), call("x", {}, "a"), result("1", "a")),
            ["reused_id"],
        ),
    ],
)
async def test_pairing(messages, expected):
    assert await codes(Pairing(), user("hi"), *messages, says("done")) == expected


async def test_result_status_is_structured_and_words_are_not_looked_at():
    fine = result({"error": None, "log": "failed error exception"})
    assert await codes(ResultStatus(), user("hi"), call("x", {}), fine, says("ok")) == []
    bare = result({"ok": True}, status=None)
    assert await codes(ResultStatus(), user("hi"), call("x", {}), bare, says("ok")) == [
        "missing_status"
    ]


async def test_a_result_with_no_call_before_it_breaks_the_dialogue():
    found = await Pairing().verdicts(context(user("hi"), result("1", "a"), says("done")))
    assert [(verdict.code, verdict.scope) for verdict in found] == [("orphan_result", "trajectory")]
    assert found[0].evidence == ("m0", "m1")


def test_calls_left_open_are_told_in_the_order_of_the_calls_with_their_turn():
    asked = Message(role="assistant", id="m1", tool_calls=two_calls("b", "a").tool_calls)
    found = list(pairing_faults([asked, says("done")]))
    assert [(fault.code, fault.evidence) for fault in found] == [("unanswered", ("m1",))] * 2
    assert [fault.explanation for fault in found] == [
        "call 'b' has no result",
        "call 'a' has no result",
    ]
    assert [fault.code for fault in pairing_faults([asked])] == ["unanswered"] * 2


def test_of_nothing_and_of_pairs_in_any_order_nothing_is_wrong():
    assert list(pairing_faults([])) == []
    assert list(pairing_faults(GOOD)) == []


async def test_a_status_is_asked_of_results_alone_and_an_error_is_one():
    failed = (user("hi"), call("x", {}), result("no", status="error"), says("failed"))
    assert await codes(ResultStatus(), *failed) == []
    bare = result("{}", status=None)
    (verdict,) = await ResultStatus().verdicts(context(user("hi"), call("x", {}), bare))
    assert (verdict.scope, verdict.evidence) == ("trajectory", ("m2",))
