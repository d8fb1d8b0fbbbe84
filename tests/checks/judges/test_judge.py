"""Judges: what they are shown, and what becomes of their answers."""

import msgspec
import orjson

from dialogues import GOOD, WEATHER, call, context, result, says, user
from scripted import ScriptedModel, blocks
from toolmind.checks.base import run_checks
from toolmind.checks.judges.trajectory import CRITERIA, TrajectoryJudge
from toolmind.checks.judges.turn import TurnJudge
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


async def test_the_trajectory_judge_sees_all_and_fails_by_criterion():
    answer = {**dict.fromkeys(CRITERIA, 1), "goal_coverage": 0, "explanation": "see m7, not m1."}
    model = ScriptedModel(answer)
    played = context(*DIALOGUE)
    (verdict,) = await TrajectoryJudge(model, load_prompt("judge_trajectory")).verdicts(played)
    assert (verdict.scope, verdict.code) == ("trajectory", "goal_coverage")
    assert verdict.evidence == ("m1", "m7")
    assert blocks(model.prompts[0])["Dialogue"] == seen(played.trajectory.messages)


async def test_a_turn_that_fails_and_one_whose_judge_fails_leave_the_others_alone():
    bad = turn(0, "contradiction", "against m2")
    model = ScriptedModel(turn(), bad, *["no JSON"] * 3, turn())
    judge = TurnJudge(model, load_prompt("judge_turn"))
    failed, error = await run_checks([judge], context(*DIALOGUE))
    assert (failed.turn, failed.outcome, failed.code) == ("m3", "fail", "contradiction")
    assert failed.evidence == ("m2",)
    assert (error.turn, error.outcome, error.code) == ("m5", "error", "malformed_json")


async def test_a_tool_is_shown_from_the_turn_that_calls_it():
    model = ScriptedModel(*[turn()] * 3)
    later = context(
        user("hi"), says("hello"), user("book"), call("book_hotel", {}), result({}), says("done")
    )
    await TurnJudge(model, load_prompt("judge_turn")).verdicts(later)
    shown = [[tool["name"] for tool in blocks(p)["Tools"]] for p in model.prompts]
    assert shown == [[], ["book_hotel"], ["book_hotel"]]
