"""A call of a tool that was not shown."""

from msgspec.structs import replace

from dialogues import GOOD, WEATHER, call, context, result, says, supplied, user
from toolmind.checks.rules.known_tool import KnownTool


async def test_unknown_tool_is_a_fault_of_its_turn():
    messages = (user("hi"), call("get_wether", {}), result("{}"), says("done"))
    (verdict,) = await KnownTool().verdicts(context(*messages))
    assert (verdict.scope, verdict.turn, verdict.code) == ("turn", "m1", "unknown_tool")
    assert "get_weather" in verdict.explanation


async def test_every_unknown_call_is_a_fault_of_its_own_turn_and_known_ones_are_none():
    again = (call("sing", {}, "a"), result("{}", "a"), call("sing", {}, "b"), result("{}", "b"))
    found = await KnownTool().verdicts(context(*GOOD, user("sing"), *again, says("no")))
    assert [(verdict.turn, verdict.evidence) for verdict in found] == [
        ("m5", ("m5",)),
        ("m7", ("m7",)),
    ]
    assert "nearest" not in found[0].explanation


async def test_a_tool_is_known_by_the_name_under_which_it_was_shown():
    shown = {"weather_of": WEATHER}
    messages = (user("hi"), call("weather_of", {}), call("get_weather", {}))
    found = await KnownTool().verdicts(context(*messages, tools=shown))
    assert [verdict.turn for verdict in found] == ["m2"]


async def test_a_tool_that_comes_late_is_not_known_before():
    late = supplied()
    early = call("book_hotel", {"hotel_id": "H-77"})
    for messages, wrong in ((late.trajectory.messages, []), ((user("hi"), early), ["m1"])):
        shown = replace(context(*messages), scenario=late.scenario)
        assert [one.turn for one in await KnownTool().verdicts(shown)] == wrong
