"""The assistant: what its model is asked, and how its reply is noted."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dialogues import BOOK, WEATHER, scenario
from scripted import ScriptedModel
from toolmind.config import DialogueConfig
from toolmind.errors import ConfigError, ReplyError
from toolmind.models.base import ChatReply, ChatRequest
from toolmind.prompts import Prompt, load_prompt
from toolmind.records import Message, Step, ToolCall, Usage
from toolmind.roles.assistant import NO_PROMPT, Assistant, draw_prompt

SCENARIO = scenario()
ASK = Message(role="user", content="What will the weather be?")


def assistant(model: ScriptedModel) -> Assistant:
    return Assistant(model, load_prompt("assistant"), SCENARIO, [BOOK, WEATHER])


def test_its_instructions_tell_the_scenarios_clock_and_nothing_is_left_open() -> None:
    instructions = assistant(ScriptedModel()).instructions
    assert instructions.role == "system"
    assert "Current date and time: 2025-03-05 10:00, Wednesday." in instructions.content
    assert "{{" not in instructions.content


async def test_its_model_is_asked_with_the_dialogue_the_tools_in_order_and_the_seed() -> None:
    model = ScriptedModel("Where?")
    one = assistant(model)
    reply = await one.offer([one.instructions, ASK])
    assert (reply.role, reply.content) == ("assistant", "Where?")
    (request,) = model.requests
    assert request.messages == (one.instructions, ASK)
    assert request.tools == (BOOK, WEATHER)
    assert (request.sampling.seed, request.tool_choice) == (SCENARIO.seed, "auto")
    assert request.response_schema is None


async def test_what_it_calls_and_thinks_is_kept_with_its_origin() -> None:
    called = Message(
        role="assistant",
        reasoning="look it up",
        tool_calls=(ToolCall(id="x", name="get_weather", arguments="{}"),),
    )

    class Teacher(ScriptedModel):
        async def chat(self, request: ChatRequest) -> ChatReply:
            reply = await super().chat(request)
            usage = Usage(prompt_tokens=3, completion_tokens=4)
            return ChatReply(message=reply.message, model="teacher-1", usage=usage)

    said = await assistant(Teacher(called)).offer([ASK])
    assert (said.reasoning, said.tool_calls) == ("look it up", called.tool_calls)
    assert said.origin is not None
    assert (said.origin.model, said.origin.usage.completion_tokens) == ("teacher-1", 4)


async def test_a_reply_that_is_none_is_the_items_error() -> None:
    with pytest.raises(ReplyError, match="malformed"):
        await assistant(ScriptedModel(always=ReplyError("malformed_call", "malformed"))).offer(
            [ASK]
        )


def test_a_prompt_of_ones_own_may_leave_the_clock_out_and_names_what_nobody_fills() -> None:
    plain = Assistant(ScriptedModel(), Prompt("assistant", "Be helpful."), SCENARIO, [])
    assert plain.instructions.content == "Be helpful."
    with pytest.raises(ConfigError, match=r"\{\{weather\}\}.*known: clock"):
        Assistant(ScriptedModel(), Prompt("assistant", "It is {{weather}}."), SCENARIO, [])


def test_system_prompts_are_drawn_by_weight_and_the_same_for_a_seed() -> None:
    weights = {"assistant": 3.0, "assistant_brief": 1.0, NO_PROMPT: 1.0, "never": 0.0}
    dialogues = [replace(SCENARIO, seed=seed) for seed in range(1000)]
    drawn = [draw_prompt(weights, one) for one in dialogues]
    assert drawn == [draw_prompt(weights, one) for one in dialogues]
    shares = {name: drawn.count(name) / 1000 for name in weights}
    assert shares["never"] == 0
    assert all(abs(shares[name] - weight / 5) < 0.05 for name, weight in weights.items())


def test_who_is_told_a_date_in_words_knows_the_clock() -> None:
    weights = {"assistant_brief": 1.0, NO_PROMPT: 1.0}
    dated = replace(SCENARIO, steps=(Step("t", "book a table", known={"day": "2025-03-08"}),))
    seeds = range(100)
    assert {draw_prompt(weights, replace(dated, seed=seed)) for seed in seeds} == {
        "assistant_brief"
    }
    assert draw_prompt({NO_PROMPT: 1.0}, dated) == NO_PROMPT
    plain = replace(SCENARIO, steps=(Step("t", "find a table", known={"day": "any"}),))
    assert NO_PROMPT in {draw_prompt(weights, replace(plain, seed=seed)) for seed in seeds}


def test_every_system_prompt_that_is_drawn_is_there_and_tells_the_time() -> None:
    for name in DialogueConfig().system_prompts:
        if name != NO_PROMPT:
            text = Assistant(ScriptedModel(), load_prompt(name), SCENARIO, []).instructions.content
            assert "2025-03-05 10:00, Wednesday" in text, name


def test_a_policy_follows_the_prompt_or_stands_alone() -> None:
    bound = replace(SCENARIO, policy="Refunds need a receipt.")
    full = Assistant(ScriptedModel(), Prompt("p", "Help."), bound, []).instructions
    assert full.content == "Help.\n\n## Policy\n\nRefunds need a receipt."
    alone = Assistant(ScriptedModel(), None, bound, []).instructions
    assert (
        alone.content == "Now: 2025-03-05 10:00, Wednesday.\n\n## Policy\n\nRefunds need a receipt."
    )
    assert Assistant(ScriptedModel(), None, SCENARIO, []).instructions.content == ""


@pytest.mark.parametrize("prompt", [load_prompt("assistant"), None])
async def test_reasoning_is_asked_for_in_the_request_alone(prompt: Prompt | None) -> None:
    model = ScriptedModel("Where?")
    one = Assistant(model, prompt, SCENARIO, [], think=load_prompt("reasoning"))
    dialogue = [one.instructions, ASK] if prompt else [ASK]
    await one.offer(dialogue)
    head, *rest = model.requests[0].messages
    assert head.role == "system" and head.content.startswith(one.instructions.content)
    assert "<think>" in head.content and "<think>" not in one.instructions.content
    assert rest == [ASK]


async def test_reasoning_can_be_left_out() -> None:
    thought = Message(role="assistant", content="Where?", reasoning="No city.")
    one = Assistant(ScriptedModel(thought), None, SCENARIO, [], reasons=False)
    assert (await one.offer([ASK])).reasoning == ""


async def test_after_a_result_the_request_alone_says_what_is_due() -> None:
    model = ScriptedModel("It is fine.", "Where?")
    one = Assistant(
        model, load_prompt("assistant"), SCENARIO, [WEATHER], remind=Prompt("reminder", "Tell it.")
    )
    result = Message(role="tool", content="{}", tool_call_id="x")
    await one.offer([ASK, result], [Message(role="user", content="Again.")])
    await one.offer([ASK])
    after, before = model.requests
    assert [message.content for message in after.messages] == [
        ASK.content,
        "{}\n\nTell it.",
        "Again.",
    ]
    assert before.messages == (ASK,)
