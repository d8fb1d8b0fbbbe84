"""Each structural rule against a dialogue that is right and one that is wrong."""

import pytest

from dialogues import GOOD, TOOLS, call, context, result, says, user
from toolmind.checks.base import run_checks
from toolmind.checks.load import RULES, build_rules
from toolmind.checks.policy import decide
from toolmind.checks.rules.arguments import Arguments
from toolmind.checks.rules.known_tool import KnownTool
from toolmind.checks.rules.pairing import Pairing, ResultStatus
from toolmind.checks.rules.repeats import Repeats, repeated_calls
from toolmind.checks.rules.role_order import RoleOrder
from toolmind.config import ChecksConfig
from toolmind.errors import CheckError, ConfigError
from toolmind.records import Message, Tool, ToolCall


async def codes(check, *messages, **changes):
    return [verdict.code for verdict in await check.verdicts(context(*messages, **changes))]


async def test_a_right_dialogue_passes_every_check_with_one_pass_each():
    verdicts = await run_checks(build_rules(ChecksConfig()), context(*GOOD))
    assert [(v.check, v.outcome) for v in verdicts] == [(name, "pass") for name in RULES]


class Crashing:
    name, version, scope = "crashing", "1", "turn"

    async def verdicts(self, context):
        raise KeyError("boom")


class Undecided(Crashing):
    async def verdicts(self, context):
        raise CheckError("no_answer", "the judge did not answer")


@pytest.mark.parametrize(("check", "code"), [(Crashing(), "internal"), (Undecided(), "no_answer")])
async def test_a_check_that_fails_itself_is_an_error_and_never_a_pass(check, code):
    (verdict,) = await run_checks([check], context(*GOOD))
    assert (verdict.outcome, verdict.code) == ("error", code)
    assert not decide([verdict], ["m1", "m3"]).keep


async def test_unknown_tool_is_a_fault_of_its_turn():
    messages = (user("hi"), call("get_wether", {}), result("{}"), says("done"))
    (verdict,) = await KnownTool().verdicts(context(*messages))
    assert (verdict.scope, verdict.turn, verdict.code) == ("turn", "m1", "unknown_tool")
    assert "get_weather" in verdict.explanation


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"city": "Paris"}, None),
        ('{"city": "Paris"', "unparsable"),
        ('["Paris"]', "not_an_object"),
        ({"city": 3}, "invalid"),
        ({}, "invalid"),
        ({"city": "Paris", "date": "tomorrow"}, "invalid"),
        ({"city": "Paris", "town": "Paris"}, "undeclared"),
    ],
)
async def test_arguments(arguments, code):
    messages = (user("hi"), call("get_weather", arguments), result("{}"), says("done"))
    assert await codes(Arguments(), *messages) == ([code] if code else [])


async def test_a_broken_schema_cannot_be_judged():
    broken = Tool(id="x", name="x", parameters={"type": "str"})
    messages = (user("hi"), call("x", {}), result("{}"), says("done"))
    (verdict,) = await run_checks([Arguments()], context(*messages, tools={"x": broken}))
    assert (verdict.outcome, verdict.code) == ("error", "broken_schema")


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


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (GOOD, []),
        ((Message(role="system", content="s"), *GOOD), []),
        ((*GOOD, user("thanks")), ["no_last_answer"]),
        (GOOD[:3], ["no_last_answer"]),
        (GOOD[1:], ["wrong_order"]),
        ((GOOD[0], GOOD[1], GOOD[3]), ["wrong_order"]),
        ((user("a"), user("b"), says("c")), ["wrong_order"]),
        ((user("a"), says(" ")), ["empty_message"]),
    ],
)
async def test_role_order(messages, expected):
    assert await codes(RoleOrder(), *messages) == expected


async def test_role_order_wants_unique_ids_and_a_natural_end():
    twice = Message(role="user", content="hi", id="same")
    assert await codes(RoleOrder(), twice, Message(role="assistant", content="a", id="same")) == [
        "message_ids"
    ]
    assert await codes(RoleOrder(), *GOOD, ended="max_turns") == ["cut_short"]


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
    assert await codes(Repeats(), user("hi"), *messages, says("done")) == expected


async def test_six_lookups_are_five_repeats_but_polling_a_moving_world_is_not():
    same = [m for n in range(6) for m in (lookup(n), result(SUNNY, f"w{n}"))]
    assert len(await codes(Repeats(), user("hi"), *same, says("done"))) == 5
    moving = [m for n in range(4) for m in (lookup(n), result({"at": n}, f"w{n}"))]
    assert len(await codes(Repeats(), user("hi"), *moving, says("done"))) == 0


async def test_after_what_may_have_written_a_lookup_is_fair():
    for status in ("ok", "error"):
        for tool in ("book_hotel", "hotel"):
            written = (call(tool, {"hotel_id": "H1"}, "b1"), result({}, "b1", status))
            calls = (lookup(1), result(SUNNY, "w1"), *written, lookup(2), result(SUNNY, "w2"))
            assert await codes(Repeats(), user("hi"), *calls, says("done")) == []


async def test_what_only_reads_is_told_by_the_hint_before_the_name():
    hinted = Tool(id="h", name="book_hotel", annotations={"readOnlyHint": True})
    calls = (lookup(1), result(SUNNY, "w1"), book(1), result({}, "b1"), lookup(2))
    messages = [user("hi"), *calls, result(SUNNY, "w2"), says("done")]
    found = repeated_calls(messages, {**TOOLS, "book_hotel": hinted})
    assert [finding.code for finding in found] == ["repeated_call"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("groundin", "did you mean 'grounding'"),
        ("nowhere:Check", "cannot load"),
        ("json:loads", "not a class"),
        ("collections:Counter", "it has no verdicts"),
    ],
)
def test_a_check_that_cannot_be_is_named(name, message):
    with pytest.raises(ConfigError, match=message):
        build_rules(ChecksConfig(use=[name]))


def test_a_users_own_check_is_loaded():
    (check,) = build_rules(ChecksConfig(use=["toolmind.checks.rules.pairing:Pairing"]))
    assert isinstance(check, Pairing)
