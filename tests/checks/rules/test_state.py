"""Tools for things in one state."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.state import State
from toolmind.records import Message

RETURN = call("return_delivered_order", {"order_id": "#W1", "payment_id": "p1"}, "b")


async def found(order, *before):
    look = call("get_order", {"order_id": "#W1"}, "a")
    made = (*before, user("return #W1"), look, result(order, "a"), RETURN, result({}, "b"))
    return [(v.code, v.turn) for v in await State().verdicts(context(*made, says("Done.")))]


async def test_a_thing_in_another_state():
    listed = Message(role="system", content="An order has the status 'pending' or 'delivered'.")
    order = {"order_id": "#W1", "status": "pending", "payment": [{"payment_id": "p1"}]}
    assert await found(order, listed) == [("wrong_state", "m4")]
    assert await found({**order, "status": "delivered"}, listed) == []
    assert await found(order) == []  # nobody said that delivered is a state
    assert await found("#W1 is pending", listed) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Order #W1 (Delivered): a cup.", ["other_state"]),
        ("**Delivered orders (#W7 and #W1)** can be returned.", ["other_state"]),
        ("Order **#W1** is currently delivered.", ["other_state"]),
        ("Order #W1 (Pending): a cup.", []),
        ("#W1 is pending: only delivered orders can be returned.", []),
        ("Once #W1 has been delivered, you can return it.", []),
    ],
)
async def test_an_answer_that_says_another_state(said, expected):
    listed = Message(role="system", content="An order has the status 'pending' or 'delivered'.")
    look = (
        call("get_order", {"order_id": "#W1"}),
        result({"order_id": "#W1", "status": "pending"}),
    )
    made = context(listed, user("#W1?"), *look, says(said))
    assert [one.code for one in await State().verdicts(made)] == expected


async def test_the_id_of_something_else_has_no_state():
    listed = Message(role="system", content="An order has the status 'pending' or 'delivered'.")
    order = {"order_id": "#W2", "payment_id": "p1", "user_id": "#W1", "status": "pending"}
    assert await found(order, listed) == []


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        ("pending", "Your order #W1 has been delivered.", ["other_state"]),
        ("pending", "Your order #W1 is already shipped.", ["other_state"]),
        ("pending", "Your order #W1 is pending.", []),
        ("pending", "If #W1 has been delivered, tell me.", []),
        ("pending", "Your order #W1 has been found.", []),
        ("open", "Your order #W1 has been delivered.", []),
        ("cancelled", "Your order #W1 has been canceled.", []),
    ],
)
async def test_states_of_orders_are_known_where_the_result_has_no_id(status, said, expected):
    look = (call("get_order", {"order_id": "#W1"}, "a"), result({"status": status}, "a"))
    made = context(user("#W1?"), *look, says(said))
    assert [one.code for one in await State().verdicts(made)] == expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("cancel_order", {"order_id": "#W1"}),
        ("cancel_order", {"order": "#W1"}),
        ("cancel_orders", {"order_ids": ["#W1"]}),
        ("cancel_orders", {"orders": [{"number": "#W1"}]}),
    ],
)
async def test_after_a_change_nobody_knows_the_state(name, arguments):
    look = (call("get_order", {"order_id": "#W1"}, "a"), result({"status": "pending"}, "a"))
    cancel = (call(name, arguments, "b"), result({"ok": True}, "b"))
    made = context(user("Cancel #W1"), *look, *cancel, says("#W1 has been cancelled."))
    assert await State().verdicts(made) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": "success", "order": {"state": "pending", "items": []}}, []),
        ({"status": "success", "order_id": "#W1", "order": {"state": "pending"}}, []),
        ({"status": "success", "order_id": "#W1", "state": "pending"}, []),
        ({"status": "success", "items": []}, []),
        ({"status": "delivered", "items": []}, ["wrong_state"]),
        ({"status": "success", "order_id": "#W1", "state": "delivered"}, ["wrong_state"]),
    ],
)
async def test_that_a_call_succeeded_is_no_state(answer, expected):
    listed = Message(role="system", content="An order has the status 'pending' or 'delivered'.")
    look = (call("get_order", {"order_id": "#W1"}, "a"), result(answer, "a"))
    cancel = (call("cancel_pending_order", {"order_id": "#W1"}, "b"), result({}, "b"))
    made = context(listed, user("Cancel #W1"), *look, *cancel, says("Done."))
    assert [one.code for one in await State().verdicts(made)] == expected


async def test_the_state_of_an_address_is_none_of_an_order():
    order = {"status": "delivered", "address": {"city": "Houston", "state": "TX"}}
    assert await found(order) == []
