"""Execution: untrue results, wrong end states and who made them; look-ups never fail a task."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dialogues import call, result, says, user
from order_book import ASKED, CHANGE, GOOD, LOOK, PROVIDER, changed, looked, played
from toolmind.checks.base import CheckContext
from toolmind.checks.execution.check import Execution
from toolmind.checks.load import CHECKS
from toolmind.environments.python import PythonProvider
from toolmind.errors import ConfigError
from toolmind.plugins import Wanted
from toolmind.records import Message, Step, Verdict


async def verdict(context: CheckContext) -> Verdict:
    [found] = await Execution(PROVIDER).verdicts(context)
    assert found.source == "execution" and found.scope == "trajectory"
    return found


async def test_a_true_record_that_reaches_the_end_state_passes() -> None:
    found = await verdict(played(*GOOD))
    assert (found.outcome, found.code) == ("pass", "reached")


async def test_more_and_fewer_look_ups_reach_it_too() -> None:
    more = (ASKED, *looked("Bob", "c0"), *looked(), *looked(call_id="c3"), *changed(7, 25))
    assert (await verdict(played(*more, says("Done.")))).code == "reached"
    known = Step(tool=CHANGE.tool, goal="", known={"order": 7, "amount": 25})
    fewer = played(ASKED, *changed(7, 25), says("Done."), steps=(LOOK, known))
    assert (await verdict(fewer)).code == "reached"


async def test_the_first_call_that_is_answered_otherwise_is_named() -> None:
    invented = result({"id": 7, "amount": 26}, "c2")
    found = await verdict(played(*GOOD[:4], invented, says("Done.")))
    assert (found.outcome, found.code, found.evidence) == ("fail", "other_result", ("m3", "m4"))
    assert "update_amount" in found.explanation and "26" in found.explanation


async def test_a_success_that_was_a_failure_is_named() -> None:
    found = await verdict(played(ASKED, *looked(), *changed(9, 25), says("Done.")))
    assert found.code == "other_result"
    assert "is answered error" in found.explanation


@pytest.mark.parametrize(
    ("write", "place"),
    [(changed(7, 52), "orders.7.amount is 52"), (changed(8, 25), "orders.8.amount is 25")],
)
async def test_the_call_that_broke_the_end_state_is_named(
    write: tuple[Message, Message], place: str
) -> None:
    found = await verdict(played(ASKED, *looked(), *write, says("Done.")))
    # Order 8 is one of those found: which is the first, the user's words tell.
    if write[0].tool_calls[0].parsed()["order"] == 8:
        assert found.code == "reached"
        return
    assert (found.outcome, found.code, found.evidence) == ("fail", "wrong_state", ("m3",))
    assert place in found.explanation and "25" in found.explanation


async def test_a_write_too_many_is_named() -> None:
    note = call("add_note", {"order": 7, "text": "never asked for"}, "c3"), result({"id": 7}, "c3")
    found = await verdict(played(*GOOD[:5], *note, says("Done.")))
    assert (found.code, found.evidence) == ("wrong_state", ("m5",))
    assert "add_note" in found.explanation


async def test_a_write_that_is_missing_is_told() -> None:
    known = Step(tool=CHANGE.tool, goal="", known={"order": 7, "amount": 25})
    found = await verdict(played(ASKED, *looked(), says("Done."), steps=(LOOK, known)))
    assert (found.code, found.evidence) == ("wrong_state", ())
    assert "no call made it so" in found.explanation


async def test_what_the_user_said_later_counts_and_what_they_did_not_say_does_not() -> None:
    later = (ASKED, *looked(), says("Sure?"), user("Rather make it 30."), *changed(7, 30))
    assert (await verdict(played(*later, says("Done.")))).code == "reached"
    unsaid = (ASKED, *looked(), says("Sure?"), user("Yes."), *changed(7, 30))
    assert (await verdict(played(*unsaid, says("Done.")))).code == "wrong_state"


async def test_words_are_compared_by_what_they_mean() -> None:
    wanted = {"order": 7, "text": "noise cancelling wireless headphones"}
    step = Step(tool="book/add_note", goal="", known=wanted)
    for text, code in (
        ("wireless headphones, noise cancelling", "reached"),
        ("wired earplugs", "wrong_state"),
    ):
        note = call("add_note", {"order": 7, "text": text}), result({"id": 7})
        found = await verdict(played(user("A note, please."), *note, says("Done."), steps=(step,)))
        assert found.code == code, text


async def test_a_plan_whose_write_fails_is_no_task() -> None:
    broken = Step(tool=CHANGE.tool, goal="", known={"order": 99, "amount": 25})
    found = await verdict(played(ASKED, *looked(), says("There is none."), steps=(LOOK, broken)))
    assert (found.outcome, found.code) == ("fail", "plan_fails")
    assert "step 1: update_amount" in found.explanation


async def test_another_recorded_end_state_is_told() -> None:
    context = played(*GOOD)
    state = {"orders": {"7": {"amount": 25, "note": ""}, "8": {"amount": 3, "note": ""}}}
    untrue = replace(context.trajectory, final_state={**state, "lookups": 1})
    found = await verdict(replace(context, trajectory=untrue))
    assert found.code == "other_state" and "orders.8.amount" in found.explanation


async def test_without_a_plan_only_the_record_is_held_against_the_world() -> None:
    assert await Execution(PROVIDER).verdicts(played(*GOOD, steps=())) == []


def test_worlds_that_do_not_begin_anew_are_refused() -> None:
    def give(wanted: Wanted) -> PythonProvider:
        assert wanted.type.__name__ == "EnvironmentProvider"
        return PythonProvider("json")

    with pytest.raises(ConfigError, match="worlds begin anew"):
        CHECKS.load("execution").build(give)


def wanting(*messages: Message, **settings: object) -> CheckContext:
    context = played(*messages)
    checker = {"type": "state", **settings}
    return replace(context, scenario=replace(context.scenario, checker=checker))


async def test_a_checker_stands_in_place_of_the_plan_and_sees_the_state_of_the_replay() -> None:
    amount = {"orders": {"7": {"amount": 25}}}
    found = await verdict(wanting(*GOOD, expected=amount))
    assert (found.outcome, found.code) == ("pass", "reached")
    planned_otherwise = (ASKED, *looked(), *changed(7, 30), says("Done."))
    found = await verdict(wanting(*planned_otherwise, expected={"orders": {"7": {"amount": 30.0}}}))
    assert (found.outcome, found.code) == ("pass", "reached")
    found = await verdict(wanting(*planned_otherwise, expected=amount))
    assert (found.outcome, found.code) == ("fail", "wrong_state")
    assert "orders.7.amount is 30.0, not 25" in found.explanation
