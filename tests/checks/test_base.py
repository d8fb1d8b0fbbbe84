"""How checks are run: a pass is told, a crash is no pass, and what ends a run passes through."""

import asyncio

import pytest
from msgspec.structs import replace

from dialogues import GOOD, call, context, result, says, user
from toolmind.checks.base import (
    CheckContext,
    Finding,
    RuleCheck,
    calls_of,
    objects_in,
    once,
    read_json,
    results_by_call,
    run_checks,
)
from toolmind.checks.policy import decide
from toolmind.errors import BudgetExceeded, CheckError, ConfigError, Interrupted
from toolmind.records import Message


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


class Raising:
    name, version, scope = "raising", "3", "trajectory"

    def __init__(self, error):
        self.error = error

    async def verdicts(self, context):
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        BudgetExceeded("max_cost"),
        ConfigError("bad"),
        Interrupted(),
        asyncio.CancelledError(),
        ExceptionGroup("many", [ValueError("x"), BudgetExceeded("max_cost")]),
    ],
)
async def test_what_ends_a_run_passes_through_and_leaves_no_verdict(error):
    ending = error.exceptions[1] if isinstance(error, ExceptionGroup) else error
    with pytest.raises(type(ending)) as raised:
        await run_checks([Raising(error)], context(*GOOD))
    assert raised.value is ending


async def test_a_crash_leaves_the_other_checks_their_verdicts_and_says_what_it_was():
    checks = [Swears("gosh"), Raising(KeyError("boom")), Swears("Clear")]
    verdicts = await run_checks(checks, context(*GOOD))
    assert [(one.check, one.outcome) for one in verdicts] == [
        ("swears", "pass"),
        ("raising", "error"),
        ("swears", "fail"),
    ]
    assert verdicts[1].explanation == "KeyError: 'boom'"
    assert verdicts[1].version == "3"


class Swears(RuleCheck):
    name = "swears"
    version = "2"

    def __init__(self, word):
        self.word = word

    def findings(self, context):
        for message in context.trajectory.messages:
            if self.word in message.content:
                turn = message.id if message.role == "assistant" else ""
                yield Finding("swears", message.content, turn, (message.id,))


async def test_a_finding_of_a_rule_is_about_its_turn_or_else_about_the_whole():
    both = context(user("Damn"), says("Damn!"))
    of_all, of_turn = await Swears("Damn").verdicts(both)
    assert (of_all.scope, of_all.turn) == ("trajectory", "")
    assert (of_turn.scope, of_turn.turn, of_turn.evidence) == ("turn", "m1", ("m1",))
    assert (of_turn.code, of_turn.explanation, of_turn.version) == ("swears", "Damn!", "2")


async def test_a_check_with_no_findings_passes_in_its_own_scope_and_version():
    (verdict,) = await run_checks([Swears("gosh")], context(*GOOD))
    assert (verdict.outcome, verdict.scope, verdict.version) == ("pass", "turn", "2")


def test_what_checks_share_is_worked_out_once_a_dialogue():
    read = []

    @once
    def length(context):
        read.append(context.trajectory.id)
        return len(context.trajectory.messages)

    one = context(*GOOD)
    other = CheckContext(
        trajectory=replace(one.trajectory, id="other", messages=one.trajectory.messages[:2]),
        scenario=one.scenario,
        tools=one.tools,
    )
    assert [length(one), length(one), length(other)] == [4, 4, 2]
    assert read == ["t0", "other"]


def test_calls_and_results_are_those_of_assistants_and_tools():
    quoted = Message(role="user", content="?", tool_calls=GOOD[1].tool_calls)
    messages = [quoted, *GOOD, call("book_hotel", {}, "c2"), result("x", "c2")]
    assert [made.id for _, made in calls_of(messages)] == ["c1", "c2"]
    assert results_by_call(messages)["c2"].content == "x"
    played = context(*messages)
    assert (played.calls, played.results) == (
        calls_of(played.trajectory.messages),
        results_by_call(played.trajectory.messages),
    )


def test_json_is_read_or_refused():
    assert read_json('{"a": [1]}') == {"a": [1]}
    with pytest.raises(ValueError):
        read_json("no JSON")


def test_objects_of_a_result_are_found_at_any_depth() -> None:
    found = list(objects_in('{"a": [{"b": 1}, [{"c": {"d": null}}]], "e": "{}"}'))
    assert sorted(map(str, found), key=len) == [
        "{'b': 1}",
        "{'d': None}",
        "{'c': {'d': None}}",
        str(found[0]),
    ]
    assert list(objects_in("no JSON")) == list(objects_in("[1]")) == []


class Reader(RuleCheck):
    name = "reader"
    understands = frozenset(("en",))

    def findings(self, context):
        yield Finding("read", "", context.trajectory.messages[-1].id)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("What is the weather in Rome?", "fail"),
        ("Wie wird das Wetter morgen in Rom, und was ziehe ich an?", "unsure"),
        ("brm zzt krv qmx pwt vlk trg", "unsure"),  # nobody knows the language
    ],
)
async def test_what_a_rule_does_not_understand_it_is_unsure_of(said, outcome):
    found = await Reader().verdicts(context(user(said), says("…")))
    assert [one.outcome for one in found] == [outcome]


async def test_the_scenario_tells_what_is_spoken():
    played = context(user("What is the weather?"), says("Good."))
    german = replace(played.scenario, intent="Weather", language="de-CH")
    assert replace(played, scenario=german).language == "de"
