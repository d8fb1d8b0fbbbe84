"""The plan, made in a world: arguments from the user, from links, from the dialogue's own call."""

from __future__ import annotations

from msgspec.structs import replace

from dialogues import says
from order_book import ASKED, CHANGE, GOOD, LOOK, PROVIDER, changed, looked, played
from toolmind.checks.base import CheckContext
from toolmind.checks.execution.plan import Planned, play_plan
from toolmind.records import Failure, Step


async def led(context: CheckContext) -> Planned:
    return await play_plan(await PROVIDER.world(context.tools), context)


async def amounts(context: CheckContext) -> list[float]:
    planned = await led(context)
    assert planned.ended
    return [order["amount"] for order in planned.ended["orders"].values()]


async def test_a_link_gives_what_the_dialogue_took_of_several_values() -> None:
    assert await amounts(played(*GOOD)) == [25.0, 1.0]
    other = played(ASKED, *looked(), *changed(8, 25), says("Done."))
    assert await amounts(other) == [2.0, 25.0]


async def test_a_link_without_a_call_gives_the_first_value() -> None:
    assert await amounts(played(ASKED, *looked(), says("Done."))) == [25.0, 1.0]


async def test_where_the_plan_says_too_little_nobody_can_tell() -> None:
    open_ = Step(tool=CHANGE.tool, goal="", known={"amount": 25})
    assert await led(played(ASKED, says("Done."), steps=(open_,))) == Planned(None)
    nothing = Step(tool=LOOK.tool, goal="", known={"customer": "Bob"})
    assert await led(played(ASKED, says("No."), steps=(nothing, CHANGE))) == Planned(None)


async def test_a_call_that_is_to_fail_leaves_the_state_open() -> None:
    context = played(*GOOD)
    failing = replace(context.scenario, failures={1: Failure(kind="partial", times=0)})
    assert await led(replace(context, scenario=failing)) == Planned(None)


async def test_a_look_up_that_fails_does_not_break_a_plan() -> None:
    wrong = Step(tool=LOOK.tool, goal="", known={"customer": 5})  # not as the schema has it
    known = Step(tool=CHANGE.tool, goal="", known={"order": 7, "amount": 25})
    assert await amounts(played(*GOOD, steps=(wrong, known))) == [25.0, 1.0]


async def test_the_steps_whose_writes_show_are_told() -> None:
    assert (await led(played(*GOOD))).shown == {1}
    none = Step(tool=CHANGE.tool, goal="", known={"order": 8, "amount": 1})
    assert not (await led(played(ASKED, *changed(8, 1), steps=(none,)))).shown


async def test_a_step_that_was_overtaken_takes_what_the_call_instead_of_it_took() -> None:
    other = played(ASKED, *looked(), *changed(8, 30), says("Done."))
    assert await amounts(other) == [2.0, 25.0]
