"""The end state decides where the world shows it, and nothing passes for nothing."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from dialogues import call, result, says, user
from order_book import ASKED, CHANGE, GOOD, LOOK, PROVIDER, Book, changed, looked, played
from toolmind.checks.base import CheckContext, run_checks
from toolmind.checks.execution.outcome import Outcome
from toolmind.checks.execution.plan import Planned
from toolmind.checks.execution.reached import plan_reached
from toolmind.checks.execution.yielding import yielded
from toolmind.checks.rules.coverage import Coverage
from toolmind.environments.base import EnvironmentProvider
from toolmind.environments.python import PythonProvider
from toolmind.errors import BudgetExceeded, DataError, SimulationError
from toolmind.records import JSON, Failure, Message, Step


def state(first: float = 2.0, second: float = 1.0, note: str = "", lookups: int = 1) -> JSON:
    orders = {"7": {"amount": first, "note": note}, "8": {"amount": second, "note": ""}}
    return {"orders": orders, "lookups": lookups}


def ended(context: CheckContext, final: JSON) -> CheckContext:
    return replace(context, trajectory=replace(context.trajectory, final_state=final))


async def reached(*messages: Message, final: JSON, **changes: Any) -> bool:
    return await plan_reached(PROVIDER, ended(played(*messages, **changes), final))


async def test_what_was_done_as_planned_is_reached_and_what_was_not_is_not() -> None:
    assert await reached(*GOOD, final=state(25))
    assert await reached(*GOOD, final=state(25, lookups=5))  # more look-ups are no matter
    assert not await reached(*GOOD, final=state(26))
    assert not await reached(ASKED, *looked(), says("Done."), final=state())


KNOWN = Step(tool=CHANGE.tool, goal="make it 25", known={"order": 7, "amount": 25})
OVERTAKEN = (replace(KNOWN, known={"order": 7, "amount": 30}), KNOWN)
AT_ONCE = user("Make order 7 30. No, my sister says 25 is right: make it 25.")


async def test_a_write_that_the_user_overtook_need_not_be_made() -> None:
    straight = (AT_ONCE, *changed(7, 25), says("Done."))
    assert await reached(*straight, final=state(25, lookups=0), steps=OVERTAKEN)
    # Coverage says that one is missing: by the end that is a hint.
    context = ended(played(*straight, steps=OVERTAKEN), state(25, lookups=0))
    known = replace(context, trajectory=replace(context.trajectory, outcome="success"))
    for one, outcome in ((context, "fail"), (known, "unsure")):
        found = yielded(await run_checks([Coverage(), Outcome()], one))
        assert [v.outcome for v in found if v.check == "coverage"] == [outcome]


async def test_who_changes_their_mind_is_held_to_what_they_wanted_last() -> None:
    changing = (replace(KNOWN, first_told={"amount": 30}),)
    assert await reached(AT_ONCE, *changed(7, 25), final=state(25, lookups=0), steps=changing)
    assert not await reached(AT_ONCE, *changed(7, 30), final=state(30, lookups=0), steps=changing)


async def test_a_write_that_leaves_no_trace_is_not_known_to_be_made() -> None:
    as_it_is = Step(tool=CHANGE.tool, goal="leave it", known={"order": 8, "amount": 1})
    made = (ASKED, *changed(7, 25), says("Done."))
    assert not await reached(*made, final=state(25, lookups=0), steps=(KNOWN, as_it_is))
    both = (*made[:3], *changed(8, 1, "c3"), says("Done."))
    assert await reached(*both, final=state(25, lookups=0), steps=(KNOWN, as_it_is))
    assert not await reached(*changed(8, 1), final=state(lookups=0), steps=(as_it_is,))


async def test_what_a_later_step_undoes_is_not_made_by_doing_nothing() -> None:
    there = replace(KNOWN, known={"order": 7, "amount": 30})
    back = replace(KNOWN, known={"order": 7, "amount": 2})
    other = replace(KNOWN, known={"order": 8, "amount": 5})
    nothing = (ASKED, says("Done."))
    assert not await reached(*nothing, final=state(lookups=0), steps=(there, back))
    both = (ASKED, *changed(7, 30), *changed(7, 2, "c3"), says("Done."))
    assert not await reached(*both, final=state(lookups=0), steps=(there, back))
    undone = (there, other, back)
    one = (ASKED, *changed(8, 5), says("Done."))
    assert not await reached(*one, final=state(second=5, lookups=0), steps=undone)
    last = (*one[:3], *changed(7, 2, "c3"), says("Done."))
    assert await reached(*last, final=state(second=5, lookups=0), steps=undone)


class Counting(Book):
    """Orders of which a note is counted as look-ups are, and not kept."""

    def add_note(self, order: int, text: str) -> dict[str, Any]:
        self.lookups += 1
        return {"id": order}


async def test_what_look_ups_change_too_is_no_trace_of_a_write() -> None:
    noting = Step(tool="book/add_note", goal="note it", known={"order": 7, "text": "late"})
    context = ended(played(ASKED, *looked(), says("Noted."), steps=(LOOK, noting)), state())
    assert not await plan_reached(PythonProvider(f"{__name__}:Counting"), context)


async def test_what_the_user_wants_looked_up_for_itself_no_end_state_shows() -> None:
    made = (ASKED, *changed(7, 25), says("Done."))
    assert not await reached(*made, final=state(25, lookups=0), steps=(LOOK, KNOWN))
    assert await reached(*made, final=state(25, lookups=0), steps=(LOOK, CHANGE))  # it serves one
    implied = replace(LOOK, implied=True)
    assert await reached(*made, final=state(25, lookups=0), steps=(implied, KNOWN))
    other = (ASKED, *looked("Bob"), *changed(7, 25, "c3"), says("Done."))
    assert not await reached(*other, final=state(25), steps=(LOOK, KNOWN))


async def test_look_ups_alone_reach_nothing() -> None:
    assert not await reached(ASKED, *looked(), says("Two."), final=state(), steps=(LOOK,))


async def test_a_write_that_nobody_planned_is_another_end() -> None:
    note = call("add_note", {"order": 7, "text": "x"}, "c3"), result({"id": 7}, "c3")
    assert not await reached(*GOOD[:5], *note, says("Done."), final=state(25, note="x"))


async def test_where_nobody_can_tell_nothing_is_reached() -> None:
    assert not await reached(*GOOD, final={})
    assert not await reached(*GOOD, final=state(25), steps=())
    open_ = Step(tool=CHANGE.tool, goal="", known={"amount": 25})
    assert not await reached(ASKED, says("Done."), final=state(25), steps=(open_,))
    context = ended(played(*GOOD), state(25))
    failing = replace(context.scenario, failures={1: Failure(kind="permission", times=0)})
    assert not await plan_reached(PROVIDER, replace(context, scenario=failing))


class Broken:
    """A world that cannot be made."""

    def __init__(self) -> None:
        raise RuntimeError("the database is gone")


@pytest.mark.parametrize("functions", [f"{__name__}:Broken", "order_book"])
async def test_a_world_that_is_not_there_or_does_not_begin_anew_tells_nothing(
    functions: str,
) -> None:
    assert not await plan_reached(PythonProvider(functions), ended(played(*GOOD), state(25)))


class Failing(EnvironmentProvider):
    """Worlds of the book that fail in one of their methods."""

    begins_anew = True

    def __init__(self, method: str, error: Exception) -> None:
        self.method, self.error = method, error

    async def world(self, tools: Any) -> Any:
        if self.method == "world":
            raise self.error
        world = await PROVIDER.world(tools)
        setattr(world, self.method, self.fail)
        return world

    async def fail(self, *_: object) -> None:
        raise self.error


@pytest.mark.parametrize("method", ["world", "reset", "state", "call", "close"])
async def test_whatever_the_plan_fails_of_the_dialogue_is_kept_and_what_ends_a_run_ends_it(
    method: str,
) -> None:
    context = ended(played(*GOOD), state(25))
    for error in (SimulationError("gone"), DataError("unread"), OSError("full"), KeyError("x")):
        assert not await plan_reached(Failing(method, error), context)
    with pytest.raises(BudgetExceeded):
        await plan_reached(Failing(method, BudgetExceeded("spent")), context)


async def test_a_comparison_that_fails_costs_no_dialogue(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no clock")

    monkeypatch.setattr(Planned, "missed", fail)
    assert not await reached(*GOOD, final=state(25))


async def test_a_class_that_says_that_it_writes_elsewhere_is_not_asked_twice() -> None:
    provider = PythonProvider("order_book:Book", anew=False)
    assert provider.stateful
    assert not await plan_reached(provider, ended(played(*GOOD), state(25)))
