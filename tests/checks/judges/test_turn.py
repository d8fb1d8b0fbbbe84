"""The judge of the assistant's turns."""

import msgspec
import orjson
import pytest

from dialogues import GOOD, call, context, result, says, user
from scripted import ScriptedModel, blocks
from toolmind.checks.base import run_checks
from toolmind.checks.judges.asked import shown
from toolmind.checks.judges.trajectory import TrajectoryJudge
from toolmind.checks.judges.turn import REASONS, TurnJudge, answer_schema
from toolmind.errors import BudgetExceeded, ModelError
from toolmind.prompts import load_prompt
from toolmind.schema.strict import strict_mode_takes

DIALOGUE = (
    *GOOD,
    user('And "Köln"?\n'),
    call("get_weather", {"city": "Köln"}, "c2", reasoning="hidden"),
    result("no\tJSON", "c2", status="error"),
    says("That failed."),
)
TURNS = ["m1", "m3", "m5", "m7"]
PROMPTS = load_prompt("judge_turn"), load_prompt("judge_dialogue")


def turn(verdict=1, reason="ok", explanation="fine"):
    return {"explanation": explanation, "verdict": verdict, "reason": reason}


def good(request):
    """An answer that finds no fault in what is asked for."""
    return dict.fromkeys(blocks(request.messages[0].content)["Turns"], turn())


def judge(model, **settings):
    return TurnJudge(model, *PROMPTS, **settings)


async def test_all_turns_are_judged_in_one_request_after_the_dialogue():
    model = ScriptedModel(good)
    played = context(*DIALOGUE)
    assert await judge(model).verdicts(played) == []
    (prompt,) = model.prompts
    assert prompt.startswith(shown(played, PROMPTS[1]))
    told = blocks(prompt)
    assert told["Turns"] == TURNS
    assert len(told["Dialogue"]) == len(DIALOGUE)
    assert "hidden" not in prompt


@pytest.mark.parametrize("reasoning", [False, True])
async def test_reasoning_is_shown_and_judged_only_where_the_setting_says_so(reasoning):
    said = {**turn(), **({"faithful": 0} if reasoning else {})}
    model = ScriptedModel(lambda request: dict.fromkeys(TURNS, said))
    found = await judge(model, reasoning=reasoning).verdicts(context(*DIALOGUE))
    (prompt,) = model.prompts
    assert ("hidden" in prompt) == ("`faithful`" in prompt) == reasoning
    shown = [one.get("reasoning") for one in blocks(prompt)["Dialogue"]]
    assert shown.count("hidden") == reasoning
    assert {one.code for one in found} == ({"unfaithful_reasoning"} if reasoning else set())
    whole = ScriptedModel(always=BudgetExceeded("max_cost"))
    asked = TrajectoryJudge(whole, load_prompt("judge_trajectory"), PROMPTS[1], reasoning=reasoning)
    with pytest.raises(BudgetExceeded):
        await asked.verdicts(context(*DIALOGUE))
    assert ("hidden" in whole.prompts[0]) == reasoning


async def test_judges_of_one_dialogue_share_what_comes_first():
    model = ScriptedModel(good, good, good, *[BudgetExceeded("max_cost")])
    played = context(*DIALOGUE)
    await judge(model, per_request=2).verdicts(played)
    await judge(model).verdicts(played)
    with pytest.raises(BudgetExceeded):
        await TrajectoryJudge(model, load_prompt("judge_trajectory"), PROMPTS[1]).verdicts(played)
    shared = shown(played, PROMPTS[1])
    assert len(set(model.prompts)) == 4
    assert all(prompt.startswith(shared) for prompt in model.prompts)
    assert all(len(prompt) < 1.5 * len(shared) for prompt in model.prompts)


async def test_so_many_turns_a_request_as_are_set():
    model = ScriptedModel(always=good)
    assert await judge(model, per_request=3).verdicts(context(*DIALOGUE)) == []
    assert [blocks(p)["Turns"] for p in model.prompts] == [TURNS[:3], TURNS[3:]]


async def test_a_turn_that_failed_already_is_not_judged():
    model = ScriptedModel(good)
    played = context(*DIALOGUE).with_failed(frozenset({"m1", "m5"}))
    assert await judge(model).verdicts(played) == []
    assert blocks(model.prompts[0])["Turns"] == ["m3", "m7"]
    everything = context(*DIALOGUE).with_failed(frozenset(TURNS))
    assert await judge(ScriptedModel()).verdicts(everything) == []


async def test_a_turn_that_fails_and_turns_whose_judge_fails_leave_the_others_alone():
    bad = {"m1": turn(), "m3": turn(0, "contradiction", "against m2")}
    model = ScriptedModel(bad, *["no JSON"] * 3)
    failed, *errors = await run_checks([judge(model, per_request=2)], context(*DIALOGUE))
    assert (failed.turn, failed.outcome, failed.code) == ("m3", "fail", "contradiction")
    assert failed.evidence == ("m2",)
    assert [(one.turn, one.outcome, one.code) for one in errors] == [
        ("m5", "error", "reply.malformed_json"),
        ("m7", "error", "reply.malformed_json"),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {"m1": turn()},
        {"m1": turn(), "m5": turn()},
        {"m1": turn(), "m3": turn(2)},
        {"m1": turn(), "m3": turn(0, "bad")},
        {"m1": turn(), "m3": 1},
        [turn(), turn()],
    ],
)
async def test_an_answer_about_other_turns_than_those_asked_for_is_no_pass(answer):
    found = await judge(ScriptedModel(*[answer] * 3)).verdicts(context(*GOOD))
    assert [(one.turn, one.outcome) for one in found] == [("m1", "error"), ("m3", "error")]


async def test_a_turn_failed_for_no_reason_is_asked_about_again():
    model = ScriptedModel({"m1": turn(0), "m3": turn()}, good)
    assert await judge(model).verdicts(context(*GOOD)) == []
    assert "m1: `reason`" in model.requests[1].messages[-1].content


async def test_a_verdict_says_whose_it_is():
    model = ScriptedModel({"m1": turn(0, "role_drift", "m1"), "m3": turn()})
    (verdict,) = await judge(model).verdicts(context(*GOOD))
    assert (verdict.check, verdict.source, verdict.model) == ("turn_judge", "judge", "scripted")
    assert (verdict.scope, verdict.version) == ("turn", "3")


async def test_what_came_after_a_turn_is_no_evidence_against_it():
    model = ScriptedModel({"m1": turn(0, "contradiction", "m1 and m3"), "m3": turn()})
    (verdict,) = await judge(model).verdicts(context(*GOOD))
    assert verdict.evidence == ("m1",)


async def test_an_endpoint_that_is_gone_leaves_every_turn_unjudged_and_none_passed():
    model = ScriptedModel(always=lambda _: ModelError("model.http_500"))
    found = await judge(model).verdicts(context(*GOOD))
    assert [(verdict.turn, verdict.outcome, verdict.code) for verdict in found] == [
        ("m1", "error", "model.http_500"),
        ("m3", "error", "model.http_500"),
    ]


async def test_a_spent_budget_ends_the_run_and_is_no_verdict():
    with pytest.raises(BudgetExceeded):
        await judge(ScriptedModel(BudgetExceeded("max_cost"))).verdicts(context(*GOOD))


def test_the_schema_lists_the_turns_and_nothing_else_and_strict_mode_takes_it():
    schema = answer_schema(tuple(TURNS))
    assert list(schema["properties"]) == schema["required"] == TURNS
    assert strict_mode_takes(schema)
    assert next(iter(schema["$defs"]["turn"]["properties"])) == "explanation"
    ids = [f"m{n}" for n in range(41)]
    one, many = (len(orjson.dumps(answer_schema(tuple(ids[:c])))) for c in (1, 41))
    assert (many - one) / 40 < 50, "a turn costs a key"


def test_the_prompt_names_every_reason():
    text = PROMPTS[1].text
    assert all(f'"{reason}"' in text for reason in REASONS)


def test_a_context_with_other_failed_turns_keeps_what_was_worked_out():
    played = context(*GOOD)
    calls, prompt = played.calls, shown(played, PROMPTS[1])
    other = played.with_failed(frozenset({"m1"}))
    assert other.calls is calls and shown(other, PROMPTS[1]) == prompt
    assert played.failed == frozenset() and other.failed == {"m1"}
    assert msgspec.structs.replace(other, failed=frozenset()) == played
