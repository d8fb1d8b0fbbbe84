"""Results that do not agree."""

from dialogues import call, context, result, says, user
from toolmind.checks.rules.contradiction import Contradiction


async def found(one, other, *between, first="get_user", second="find_user"):
    made = (
        user("?"),
        call(first, {}, "a"),
        result(one, "a"),
        *between,
        call(second, {}, "b"),
        result(other, "b"),
        says("Done."),
    )
    verdicts = await Contradiction().verdicts(context(*made))
    return [(one.code, one.scope) for one in verdicts]


USER = {"user_id": "u1", "city": "Oslo", "balance": 10}


async def test_steady_facts_of_one_thing():
    wrong = [("results", "trajectory")]
    assert await found(USER, {"list": [{**USER, "city": "Rome"}]}) == wrong
    assert await found(USER, {**USER, "city": "OSLO"}) == []
    assert await found(USER, {**USER, "balance": 7}) == []  # it may change
    assert await found(USER, {**USER, "user_id": "u2", "city": "Rome"}) == []


async def test_an_id_of_what_a_thing_belongs_to_is_not_its_own():
    assert await found(USER, {**USER, "city": "Rome"}, second="get_orders") == []
    order = {"order_id": "o1", "user_id": "u1", "city": "Oslo"}
    wrong = [("results", "trajectory")]
    assert await found(order, {**order, "city": "Rome"}, first="x", second="get_orders") == wrong


async def test_a_change_between_explains_it():
    moved = (call("update_user", {"city": "Rome"}, "c"), result({}, "c"))
    assert await found(USER, {**USER, "city": "Rome"}, *moved) == []


async def test_by_name_things_are_known_within_one_call():
    one = {"name": "Ritz", "city": "Oslo"}
    other = {"name": "Ritz", "city": "Rome"}
    assert await found(one, other, second="get_orders") == []
    assert await found(one, other, second="get_user")
    assert await found([one, other], one, second="get_user") == []  # there are two of them
