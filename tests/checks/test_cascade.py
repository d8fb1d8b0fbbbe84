"""Judges in stages: the dear one is asked about what is in doubt, and settles it."""

from __future__ import annotations

from typing import Any

import pytest

from dialogues import GOOD, TOOLS, call, result, says, scenario, trajectory, user
from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.checks.calibration.votes import votes_on
from toolmind.checks.cascade import Only, was_spared
from toolmind.checks.paths import check_paths
from toolmind.checks.policy import decide
from toolmind.errors import CheckError
from toolmind.records import Scope, Trajectory, Verdict

PLAYED = trajectory(*GOOD, user("And in Rome?"), call("get_weather", {"city": "Rome"}, "c2"),
                    result({"sky": "grey"}, "c2"), says("Grey."))  # fmt: skip
TURNS = ["m1", "m3", "m5", "m7"]


class Judge:
    """Fails some turns, or (``""``) the whole; notes which turns it is asked about."""

    version = "1"

    def __init__(self, name: str, *fails: str, only: Only = "all", crashes: bool = False) -> None:
        self.name, self.fails, self.only, self.crashes = name, fails, only, crashes
        self.scope: Scope = "trajectory" if fails == ("",) else "turn"
        self.asked: list[list[str]] = []

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        turns = [m.id for m in context.trajectory.messages if m.role == "assistant"]
        asked = [turn for turn in turns if turn not in context.failed]
        self.asked.append(asked)
        if self.crashes:
            raise CheckError("no_answer", "silent")
        return [self._failed(turn) for turn in self.fails if turn in asked or not turn]

    def _failed(self, turn: str) -> Verdict:
        return Verdict(
            check=self.name, scope=self.scope, outcome="fail", code="bad", turn=turn, source="judge"
        )


class Rule(RuleCheck):
    name = "rule"

    def __init__(self, turn: str, *, unsure: bool) -> None:
        self.finding = Finding("odd", "odd", turn, (), unsure)

    def findings(self, context: CheckContext) -> list[Finding]:
        return [self.finding]


async def judged(*judges: Any, rules: Any = (), played: Trajectory = PLAYED) -> list[Verdict]:
    return await check_paths(list(rules), played, scenario(), TOOLS, list(judges))


def masked(found: list[Verdict]) -> list[str]:
    decision = decide(found, TURNS)
    return sorted(decision.masked) if decision.keep else ["dropped"]


DEAR = "dear"


@pytest.mark.parametrize(
    ("cheap", "asked", "left"),
    [
        ([("m3",), ("m3",)], [], ["m3"]),  # they agree
        ([(), ()], [], []),
        ([("m3",), ()], [["m3"]], []),  # they do not, and the dear one lets it pass
        ([("m3", "m5"), ("m5",)], [["m3"]], ["m5"]),
        ([("m3",)], [["m3"]], []),  # nobody seconds it
        ([()], [], []),
    ],
)
async def test_a_dear_judge_is_asked_only_where_cheap_ones_do_not_agree(
    cheap: list[tuple[str, ...]], asked: list[list[str]], left: list[str]
) -> None:
    judges = [Judge(f"cheap{at}", *fails) for at, fails in enumerate(cheap)]
    dear = Judge(DEAR, only="doubtful")
    found = await judged(*judges, dear)
    assert dear.asked == asked
    assert masked(found) == left
    assert any(map(was_spared, found)) == (not asked)
    assert all(judge.asked == [TURNS] for judge in judges)  # what one failed the next sees, too


async def test_what_the_dear_judge_fails_is_failed() -> None:
    dear = Judge(DEAR, "m3", "m7", only="doubtful")
    found = await judged(Judge("a", "m3"), Judge("b"), dear)
    assert dear.asked == [["m3"]] and masked(found) == ["m3"]
    assert {one.outcome for one in found if one.check == "a" and one.turn} == {"unsure"}


async def test_what_a_rule_is_unsure_of_costs_a_judge_and_no_turn() -> None:
    dear = Judge(DEAR, only="doubtful")
    assert masked(await judged(dear, rules=[Rule("m5", unsure=True)])) == []
    assert dear.asked == [["m5"]]
    sure = Judge(DEAR, only="doubtful")
    assert masked(await judged(sure, rules=[Rule("m5", unsure=False)])) == ["m5"]
    assert sure.asked == []


async def test_what_a_cheap_judge_failed_to_judge_is_in_doubt() -> None:
    dear = Judge(DEAR, only="doubtful")
    turns = Judge("cheap", crashes=True)  # of the whole: nobody knows which turns it would fail
    found = await judged(turns, dear)
    assert masked(found) == ["dropped"] and dear.asked == []


async def test_where_the_dear_judge_fails_itself_what_was_said_stands() -> None:
    found = await judged(Judge("a", "m3"), Judge(DEAR, only="doubtful", crashes=True))
    assert any(one.outcome == "error" for one in found)
    assert [one.outcome for one in found if one.turn == "m3"] == ["fail"]


async def test_the_whole_is_settled_by_a_judge_of_the_whole() -> None:
    cheap, other, dear = Judge("a", ""), Judge("b"), Judge(DEAR, "", only="doubtful")
    other.scope = "trajectory"
    dear.fails = ()
    found = await judged(cheap, other, dear)
    assert len(dear.asked) == 1 and masked(found) == []
    dropped = Judge(DEAR, only="doubtful")  # of turns: it cannot
    assert masked(await judged(Judge("a", ""), dropped)) == ["dropped"] and dropped.asked == []


async def test_one_that_was_not_asked_has_no_vote() -> None:
    dear = Judge(DEAR, "m3", only="doubtful")
    found = await judged(Judge("a", "m3"), Judge("b"), dear)
    votes = {str(row.turn): row.verdicts for row in votes_on(PLAYED, found, {"a", "b", DEAR}, str)}
    assert votes["m3"][DEAR] == "fail"
    assert [votes[turn][DEAR] for turn in ("m1", "m5", "m7")] == [None, None, None]
