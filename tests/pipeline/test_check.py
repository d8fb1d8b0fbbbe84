"""Checks over one dialogue, in OpenAI form or of records."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import GOOD, TOOLS, call, context, result, says, user
from toolmind.errors import ConfigError, DataError
from toolmind.formats.chat import chat_message
from toolmind.pipeline.check import RULES, check
from toolmind.records import Message, Verdict

CLOCK = context().scenario.clock


def faults(verdicts: list[Verdict]) -> list[tuple[str, str, str]]:
    return [(one.check, one.code, one.turn) for one in verdicts if one.outcome != "pass"]


async def test_a_good_dialogue_passes_every_rule_in_either_form() -> None:
    tools = [*TOOLS.values()]
    found = await check(GOOD, tools, clock=CLOCK)
    assert [one.check for one in found] == list(RULES)
    assert faults(found) == []
    rows = [chat_message(message) for message in GOOD]
    assert faults(await check(rows, [tool.spec() for tool in tools], clock=CLOCK)) == []


async def test_tomorrow_needs_a_clock() -> None:
    other = await check(GOOD, TOOLS.values(), clock="2024-01-01")
    assert ("grounding", "invented_date", "m1") in faults(other)
    unknown = await check(GOOD, TOOLS.values())
    assert {v.outcome for v in unknown if v.check == "grounding"} == {"unsure"}


async def test_a_fault_names_its_turn_by_its_place() -> None:
    dialogue = (user("hi"), call("get_weather", {"city": "Oslo"}), result({}), says("Clear."))
    bare = [Message(**{**fields(one), "id": ""}) for one in dialogue]
    found = await check(bare, TOOLS.values())
    assert ("grounding", "m1") in {(name, turn) for name, _, turn in faults(found)}


async def test_a_tool_that_was_not_shown() -> None:
    found = await check((user("hi"), call("get_weather", {"city": "hi"}), result({}), says("Ok.")))
    assert "known_tool" in {name for name, _, _ in faults(found)}


async def test_checks_are_chosen_as_in_a_configuration() -> None:
    found = await check(GOOD, TOOLS.values(), ["role_order", {"type": "pairing"}])
    assert [one.check for one in found] == ["role_order", "pairing"]
    with pytest.raises(ConfigError, match="did you mean 'pairing'"):
        await check(GOOD, checks=["pairin"])
    with pytest.raises(ConfigError, match="names no plug-in"):
        await check(GOOD, checks=[{"kind": "pairing"}])


@pytest.mark.parametrize("item", [{"content": "no role"}, {"role": "robot"}, "text"])
async def test_what_is_no_message_is_named(item: Any) -> None:
    with pytest.raises(DataError, match=r"messages\[1\]"):
        await check([user("hi"), item])


async def test_what_is_no_tool_is_named() -> None:
    with pytest.raises(DataError, match=r"tools\[0\]"):
        await check(GOOD, [{"type": "function"}])


def fields(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in message.__struct_fields__}
