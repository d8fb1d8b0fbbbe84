"""Who may speak after whom, and how a dialogue ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import GOOD, call, context, result, says, user
from toolmind.checks.rules.role_order import RoleOrder, order_faults
from toolmind.records import Message


async def codes(*messages, **changes):
    return [verdict.code for verdict in await RoleOrder().verdicts(context(*messages, **changes))]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (GOOD, []),
        ((Message(role="system", content="s"), *GOOD), []),
        ((*GOOD, user("thanks")), []),
        (GOOD[:3], ["no_last_answer"]),
        (GOOD[1:], ["wrong_order"]),
        ((GOOD[0], GOOD[1], GOOD[3]), ["wrong_order"]),
        ((user("a"), user("b"), says("c")), ["wrong_order"]),
        ((user("a"), says(" ")), ["empty_message"]),
    ],
)
async def test_role_order(messages, expected):
    assert await codes(*messages) == expected


async def test_role_order_wants_unique_ids_and_a_natural_end():
    twice = Message(role="user", content="hi", id="same")
    assert await codes(twice, Message(role="assistant", content="a", id="same")) == ["message_ids"]
    assert await codes(*GOOD, ended="max_turns") == ["cut_short"]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ((), ["no_last_answer"]),
        ((Message(role="system", content="s"), says("a")), ["wrong_order"]),
        ((user("a"), Message(role="system", content="s"), user("b"), says("c")), ["wrong_order"]),
        ((user("a"), says("b"), says("c")), ["wrong_order"]),
        ((user(""), says("b")), ["empty_message"]),
        ((Message(id="s", role="system"), user("a"), says("b")), []),
        ((user("a"), call("x", {}), result(""), says("done")), []),
    ],
)
def test_breaks_of_the_order(messages, expected):
    assert [fault.code for fault in order_faults(messages)] == expected


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=4))
def test_any_number_of_rounds_and_results_is_in_order_until_one_message_is_gone(turns):
    messages = [Message(role="system", content="s")]
    for rounds, results in turns:
        messages.append(user("please"))
        for _ in range(rounds):
            messages += [call("x", {}), *[result("1")] * results]
        messages.append(says("done"))
    assert list(order_faults(messages)) == []
    without_users = [message for message in messages if message.role != "user"]
    assert list(order_faults(without_users)) != []


async def test_a_break_rests_on_its_message_and_is_about_the_whole():
    (verdict,) = await RoleOrder().verdicts(context(user("a"), user("b"), says("c")))
    assert (verdict.scope, verdict.turn, verdict.evidence) == ("trajectory", "", ("m1",))
    assert verdict.explanation == "message 1 is of role user after user"
