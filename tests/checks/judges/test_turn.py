"""The judge of single turns."""

import msgspec
import orjson
import pytest

from dialogues import GOOD, WEATHER, call, context, result, says, user
from scripted import ScriptedModel, blocks
from toolmind.checks.base import run_checks
from toolmind.checks.judges.turn import REASONS, TurnJudge
from toolmind.errors import BudgetExceeded, ModelError
from toolmind.prompts import load_prompt

DIALOGUE = (
    *GOOD,
    user('And "Köln"?\n'),
    call("get_weather", {"city": "Köln"}, "c2", reasoning="hidden"),
    result("no\tJSON", "c2", status="error"),
    says("That failed."),
)


def turn(verdict=1, reason="ok", explanation="fine"):
    return {"verdict": verdict, "reason": reason, "explanation": explanation}


def seen(messages):
    """The messages as a judge may see them."""
    return [
        {
            key: value
            for key, value in orjson.loads(msgspec.json.encode(message)).items()
            if key in ("id", "role", "content", "tool_calls", "tool_call_id", "status")
        }
        for message in messages
    ]


async def test_every_turn_is_judged_on_what_came_before_it():
    model = ScriptedModel(*[turn()] * 4)
    played = context(*DIALOGUE)
    assert await TurnJudge(model, load_prompt("judge_turn")).verdicts(played) == []
    messages = played.trajectory.messages
    turns = [place for place, message in enumerate(messages) if message.role == "assistant"]
    assert len(model.prompts) == len(turns) == 4
    for place, prompt in zip(turns, model.prompts, strict=True):
        told = blocks(prompt)
        assert told["Dialogue"] == seen(messages[:place])
        assert told["Response"] == seen(messages)[place]
        assert told["Tools"] == [WEATHER.spec()["function"]]
        assert "hidden" not in prompt


async def test_a_turn_that_fails_and_one_whose_judge_fails_leave_the_others_alone():
    bad = turn(0, "contradiction", "against m2")
    model = ScriptedModel(turn(), bad, *["no JSON"] * 3, turn())
    judge = TurnJudge(model, load_prompt("judge_turn"))
    failed, error = await run_checks([judge], context(*DIALOGUE))
    assert (failed.turn, failed.outcome, failed.code) == ("m3", "fail", "contradiction")
    assert failed.evidence == ("m2",)
    assert (error.turn, error.outcome, error.code) == ("m5", "error", "reply.malformed_json")


async def test_a_tool_is_shown_from_the_turn_that_calls_it():
    model = ScriptedModel(*[turn()] * 3)
    later = context(
        user("hi"), says("hello"), user("book"), call("book_hotel", {}), result({}), says("done")
    )
    await TurnJudge(model, load_prompt("judge_turn")).verdicts(later)
    shown = [[tool["name"] for tool in blocks(p)["Tools"]] for p in model.prompts]
    assert shown == [[], ["book_hotel"], ["book_hotel"]]


async def test_a_verdict_says_whose_it_is():
    model = ScriptedModel(turn(0, "role_drift", "m1"), turn())
    (verdict,) = await TurnJudge(model, load_prompt("judge_turn")).verdicts(context(*GOOD))
    assert (verdict.check, verdict.source, verdict.model) == ("turn_judge", "judge", "scripted")
    assert (verdict.scope, verdict.version) == ("turn", "1")


async def test_a_turn_is_not_judged_by_what_came_after_it():
    model = ScriptedModel(turn(0, "contradiction", "m1 and m3"), turn())
    (verdict,) = await TurnJudge(model, load_prompt("judge_turn")).verdicts(context(*GOOD))
    assert verdict.evidence == ("m1",)


async def test_an_endpoint_that_is_gone_leaves_every_turn_unjudged_and_none_passed():
    judge = TurnJudge(
        ScriptedModel(always=lambda _: ModelError("model.http_500")), load_prompt("judge_turn")
    )
    found = await judge.verdicts(context(*GOOD))
    assert [(verdict.turn, verdict.outcome, verdict.code) for verdict in found] == [
        ("m1", "error", "model.http_500"),
        ("m3", "error", "model.http_500"),
    ]


async def test_a_spent_budget_ends_the_run_and_is_no_verdict():
    model = ScriptedModel(turn(), BudgetExceeded("max_cost"))
    with pytest.raises(BudgetExceeded):
        await TurnJudge(model, load_prompt("judge_turn")).verdicts(context(*GOOD))


def test_the_prompt_names_every_reason():
    text = load_prompt("judge_turn").text
    assert all(f'"{reason}"' in text for reason in REASONS)
