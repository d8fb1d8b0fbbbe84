"""Chain → scenario: a plan by chance, words and values by a model, both checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

from msgspec.structs import replace

from toolmind.config import ScenariosConfig
from toolmind.errors import ChainRejected
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import JSON, Message, Scenario, Step, Tool
from toolmind.scenarios.personas import Persona, Personas
from toolmind.scenarios.plan import Plan
from toolmind.scenarios.sorts import sorts
from toolmind.scenarios.story import Rejected, Story, read_story
from toolmind.scenarios.story_schema import answer_schema
from toolmind.scenarios.writer_prompt import render, told_by_writer


class ScenarioWriter:
    """Gives plans their words and values (paper §3.1: chain to intent).

    `keeps_records` says that the worlds of the run begin with the records that a scenario tells.
    """

    def __init__(
        self,
        tools: Mapping[str, Tool],
        model: ChatModel,
        prompt: Prompt,
        personas: Personas,
        config: ScenariosConfig,
        *,
        keeps_records: bool = False,
    ) -> None:
        self._tools, self._config = tools, config
        self._model, self._prompt, self._personas = model, prompt, personas
        self._keeps_records = keeps_records
        self._checker = config.checker.model_dump() if config.checker else {}

    async def write(self, plan: Plan, state: Mapping[str, JSON]) -> Scenario:
        """Return the scenario of a plan. `state` is what exists in its world, where it is known.

        Raises:
            ChainRejected: the model sees no story in the plan's chain.
            ModelError, ReplyError: the model gave no usable story.
        """
        persona = self._personas.draw(plan.index)
        language = self._language(plan)
        brief = self._config.story == "brief"
        if brief:  # small models make "to cure my broken wrist by investing" of who has one
            persona = persona.plain()
        named = told_by_writer(persona, state) and not brief
        records = self._keeps_records and not state and not brief
        told = sorts(plan, self._tools) if records else {}
        asked = render(plan, self._tools, persona, language, state, told, self._prompt, brief=brief)
        request = ChatRequest(
            messages=(Message(role="user", content=asked),),
            sampling=Sampling(seed=plan.seed),
            response_schema=answer_schema(plan, self._tools, told, named=named, brief=brief),
        )
        story = await ask_json(
            self._model, request, lambda reply: read_story(reply, plan, self._tools, state)
        )
        if isinstance(story, Rejected):
            raise ChainRejected(story.reason)
        return replace(
            _scenario(plan, persona, story),
            language=language,
            checker=plan.checker or self._checker,
        )

    def _language(self, plan: Plan) -> str:
        spoken = self._config.languages
        rng = Random(f"{plan.seed}|language")
        return rng.choices(list(spoken), list(spoken.values()))[0]


def _made_by(story: Story) -> Iterator[tuple[int, int]]:
    """Yield which criteria a step's write makes true, both by position."""
    for at, step in enumerate(story.acceptance.values()):
        if step is not None:
            yield at, step


def _scenario(plan: Plan, persona: Persona, story: Story) -> Scenario:
    steps = tuple(
        Step(
            tool=tool,
            goal=story.goals[position],
            known=story.known[position],
            spoken=story.spoken[position],
            withheld=plan.withheld.get(position, ()),
            first_told=story.first_told[position],
            references=story.references[position],
            links=tuple(link for link in plan.chain.links if link.dst == position),
            implied=position in plan.implied,
            vague=story.vague[position],
            ruling=plan.rulings.get(position, ""),
        )
        for position, tool in enumerate(plan.chain.tools)
    )
    return Scenario(
        id=f"s{plan.index:06d}",
        index=plan.index,
        kind=plan.kind,
        chain=plan.chain,
        steps=steps,
        tools=plan.tools,
        later=plan.later,
        intent=story.intent,
        persona=persona.retold(story.name, story.occupation),
        clock=plan.clock,
        seed=plan.seed,
        failures=plan.failures,
        manner=plan.manner,
        policy=plan.policy,
        demand=plan.demand,
        background=story.background,
        style=story.style,
        unknown=story.unknown,
        constraints=story.constraints,
        acceptance=tuple(story.acceptance),
        acceptance_steps=dict(_made_by(story)),
        initial_state={"records": story.records} if story.records else {},
    )
