"""Calls made again: needlessly, or with reason."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues import GOOD, TOOLS, call, context, result, says, user
from toolmind.checks.rules.repeats import Repeats, call_key, repeated_calls
from toolmind.records import Message, Tool, ToolCall


async def codes(*messages, **changes):
    return [verdict.code for verdict in await Repeats().verdicts(context(*messages, **changes))]


def lookup(number, city="Paris"):
    return call("get_weather", {"city": city}, f"w{number}")


def book(number):
    return call("book_hotel", {"hotel_id": "H1"}, f"b{number}")


SUNNY = {"sky": "clear"}


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ((lookup(1), result(SUNNY, "w1"), lookup(2), result(SUNNY, "w2")), ["repeated_call"]),
        ((lookup(1), result(SUNNY, "w1"), lookup(2, "Rome"), result(SUNNY, "w2")), []),
        ((lookup(1), result({}, "w1", "error"), lookup(2), result(SUNNY, "w2")), []),
        (
            (
                lookup(1),
                result(SUNNY, "w1"),
                book(1),
                result({}, "b1"),
                lookup(2),
                result({}, "w2"),
            ),
            [],
        ),
        (
            (
                lookup(1),
                result(SUNNY, "w1"),
                says("?"),
                user("again"),
                lookup(2),
                result(SUNNY, "w2"),
            ),
            ["repeated_call"],
        ),
        ((book(1), result({}, "b1"), book(2), result({}, "b2")), ["repeated_call"]),
        ((book(1), result({}, "b1"), says("?"), user("one more"), book(2), result({}, "b2")), []),
    ],
)
async def test_repeats(messages, expected):
    assert await codes(user("hi"), *messages, says("done")) == expected


async def test_six_lookups_are_five_repeats_but_polling_a_moving_world_is_not():
    same = [m for n in range(6) for m in (lookup(n), result(SUNNY, f"w{n}"))]
    assert len(await codes(user("hi"), *same, says("done"))) == 5
    moving = [m for n in range(4) for m in (lookup(n), result({"at": n}, f"w{n}"))]
    assert len(await codes(user("hi"), *moving, says("done"))) == 0


async def test_after_what_may_have_written_a_lookup_is_fair():
    for status in ("ok", "error"):
        for tool in ("book_hotel", "hotel"):
            written = (call(tool, {"hotel_id": "H1"}, "b1"), result({}, "b1", status))
            calls = (lookup(1), result(SUNNY, "w1"), *written, lookup(2), result(SUNNY, "w2"))
            assert await codes(user("hi"), *calls, says("done")) == []


async def test_what_only_reads_is_told_by_the_hint_before_the_name():
    hinted = Tool(id="h", name="book_hotel", annotations={"readOnlyHint": True})
    calls = (lookup(1), result(SUNNY, "w1"), book(1), result({}, "b1"), lookup(2))
    messages = [user("hi"), *calls, result(SUNNY, "w2"), says("done")]
    found = repeated_calls(messages, {**TOOLS, "book_hotel": hinted})
    assert [finding.code for finding in found] == ["repeated_call"]


async def test_a_repeat_is_a_fault_of_the_turn_that_repeats_and_rests_on_both():
    calls = (lookup(1), result(SUNNY, "w1"), lookup(2), result(SUNNY, "w2"))
    (verdict,) = await Repeats().verdicts(context(user("hi"), *calls, says("done")))
    assert (verdict.scope, verdict.turn, verdict.evidence) == ("turn", "m3", ("m1", "m3"))


async def test_a_call_that_was_never_answered_may_be_made_again():
    assert await codes(user("hi"), lookup(1), lookup(2), result(SUNNY, "w2"), says("ok")) == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=5,
)
ARGUMENTS = st.dictionaries(st.text(max_size=3), JSON_VALUES, max_size=3)


def key(arguments, name="x"):
    text = arguments if isinstance(arguments, str) else orjson.dumps(arguments).decode()
    return call_key(ToolCall(id="c", name=name, arguments=text))


@given(ARGUMENTS, ARGUMENTS)
def test_calls_have_one_key_exactly_where_their_arguments_are_equal(left, right):
    indented = orjson.dumps(dict(reversed(left.items())), option=orjson.OPT_INDENT_2)
    assert key(left) == key(indented.decode())
    dumped = [orjson.dumps(one, option=orjson.OPT_SORT_KEYS) for one in (left, right)]
    assert (key(left) == key(right)) == (dumped[0] == dumped[1])


def test_types_and_names_tell_calls_apart_and_what_is_no_json_is_compared_as_it_stands():
    assert key({"a": 1}) != key({"a": "1"})
    assert key({"a": 1}) != key({"a": 1}, "y")
    assert key("{broken") == key("{broken") != key("{ broken")


def test_only_assistants_make_calls():
    quoted = Message(role="user", content="like this?", tool_calls=GOOD[1].tool_calls)
    assert list(repeated_calls([*GOOD, quoted], TOOLS)) == []
