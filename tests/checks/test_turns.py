"""Turns held against the checks while they are played."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dialogues import GOOD, TOOLS, call, context, result, says, scenario, user
from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.checks.load import build_rules
from toolmind.checks.turns import EachTurn, TurnChecks
from toolmind.config import ChecksConfig
from toolmind.records import Message, Scenario, Scope, Tool, Verdict

RULES = build_rules(ChecksConfig())


def gate(*seen: Message, of: Scenario | None = None) -> TurnChecks:
    made = TurnChecks(RULES, of or scenario(), TOOLS)
    for number, message in enumerate(seen):
        made.see(replace(message, id=f"m{number}"))
    return made


async def codes(turn: Message, *seen: Message, of: Scenario | None = None) -> list[str]:
    return [objection.code for objection in await gate(*seen, of=of).objections(turn)]


async def test_a_good_dialogue_meets_no_objection() -> None:
    for at, message in enumerate(GOOD):
        assert await codes(message, *GOOD[:at]) == []


ASKED = user("What will the weather be in Paris?")
LOOKED = (ASKED, call("get_weather", {"city": "Paris"}), result({"sky": "clear"}))


@pytest.mark.parametrize(
    ("turn", "seen", "found"),
    [
        (call("get_wether", {"city": "Paris"}), (ASKED,), "known_tool.unknown_tool"),
        (call("get_weather", {"days": "x"}), (ASKED,), "arguments.invalid"),
        (call("get_weather", "{"), (ASKED,), "arguments.unparsable"),
        (call("get_weather", {"city": "Oslo"}), (ASKED,), "grounding.invented_text"),
        (call("get_weather", {"city": "Paris"}), LOOKED, "repeats.repeated_call"),
        (call("get_weather", {"city": "Paris"}), (*LOOKED[:2], result({}, status="error")), ""),
        (call("get_weather", {"city": "Paris"}), (*LOOKED, says("Clear."), user("And now?")), ""),
    ],
)
async def test_each_rule_that_can_looks_at_a_turn(
    turn: Message, seen: tuple[Message, ...], found: str
) -> None:
    assert found in (await codes(turn, *seen) or [""])


async def test_where_no_tool_fits_a_call_is_objected_to() -> None:
    from toolmind.records import Step

    lone = scenario(Step(tool="pool/other", goal="something else"))
    found = await gate(ASKED, of=lone).objections(call("get_weather", {"city": "Paris"}))
    assert [objection.code for objection in found] == ["coverage.needless_call"]


CITIES = st.sampled_from(["Paris", "Oslo", "Rome"])


@given(st.lists(st.tuples(st.booleans(), CITIES, CITIES), max_size=6))
async def test_what_is_traced_turn_by_turn_is_what_is_traced_at_the_end(
    talk: list[tuple[bool, str, str]],
) -> None:
    """The check of the whole dialogue finds no invented value that nobody objected to, or else."""
    messages: list[Message] = []
    for number, (asks, asked, called) in enumerate(talk):
        if asks:
            messages += [says("Which city?"), user(f"In {asked}.")]
        one = f"c{number}"
        messages += [call("get_weather", {"city": called}, one), result({"in": called}, one)]
    planned = replace(scenario(), intent="To know the weather.")  # what is played is planned
    objected = []
    for at, message in enumerate(messages):
        found = await codes(message, *messages[:at], of=planned)
        objected += [at] * ("grounding.invented_text" in found)
    whole = [rule for rule in RULES if rule.name == "grounding"]
    verdicts = await whole[0].verdicts(replace(context(*messages), scenario=planned))
    assert [f"m{at}" for at in objected] == [verdict.turn for verdict in verdicts]


class Broken(RuleCheck):
    """Fails at every turn."""

    name = "broken"

    def findings(self, context: CheckContext) -> Any:
        raise RuntimeError("broken")

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> EachTurn:
        def fail(turn: Message) -> list[Finding]:
            raise RuntimeError("broken")

        return EachTurn(fail)


async def test_a_watch_that_fails_stops_no_dialogue() -> None:
    """That the check failed is recorded when the dialogue is over."""
    made = TurnChecks([Broken()], scenario(), TOOLS)
    assert await made.objections(call("get_weather", {})) == []


class Doubtful:
    """A judge that wants answers to end with a full stop, and keeps what it was asked."""

    name, version = "doubtful", "1"
    scope: Scope = "turn"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        turns = [m for m in context.trajectory.messages if m.role == "assistant"]
        judged = [m for m in turns if m.id not in context.failed]
        self.asked.append([m.content for m in judged])
        return [
            Verdict(
                check=self.name,
                scope="turn",
                outcome="fail",
                code="no_stop",
                explanation="it has no full stop",
                turn=m.id,
            )
            for m in judged
            if not m.content.endswith(".")
        ]


async def test_a_judge_is_asked_of_the_turn_alone_and_after_the_rules() -> None:
    judge = Doubtful()
    made = TurnChecks(RULES, scenario(), TOOLS, [judge])
    for number, message in enumerate((ASKED, says("Where"), user("In Paris."))):
        made.see(replace(message, id=f"m{number}"))
    found = await made.objections(says("It is clear"))
    assert [(one.code, one.explanation) for one in found] == [
        ("doubtful.no_stop", "it has no full stop")
    ]
    assert await made.objections(says("It is clear.")) == []
    assert judge.asked == [["It is clear"], ["It is clear."]]
    assert await made.objections(call("get_wether", {})) and len(judge.asked) == 2
    assert await made.objections(user("Well")) == [] and len(judge.asked) == 2


class NoShouting(RuleCheck):
    """Looks at words, not at calls."""

    name = "no_shouting"

    def findings(self, context: CheckContext) -> Any:
        return ()

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> EachTurn:
        return EachTurn(
            lambda turn: [Finding("shouts", "it shouts")] if turn.content.isupper() else [],
            of_calls=False,
        )


async def test_a_check_of_ones_own_may_look_at_words() -> None:
    made = TurnChecks([NoShouting()], scenario(), TOOLS)
    assert [one.code for one in await made.objections(says("CLEAR"))] == ["no_shouting.shouts"]
    assert await made.objections(says("Clear")) == []
