"""The assistant: answers the user, asks back, or calls tools."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from msgspec.structs import replace

from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.prompts import Prompt
from toolmind.records import Message, Scenario, Tool
from toolmind.records.clock import spoken
from toolmind.roles.turns import Objection

NO_PROMPT = "none"
"""What stands for no system prompt among the names of prompts."""


_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def draw_prompt(weights: Mapping[str, float], scenario: Scenario) -> str:
    """Return the name of the system prompt of a dialogue, or `NO_PROMPT`, by chance.

    Where the user tells a date, as people do ("this Friday"), one is drawn that tells the clock: if
    any may be drawn.
    """
    chance = Random(f"system prompt|{scenario.seed}")
    drawn = chance.choices(list(weights), list(weights.values()))[0]
    if drawn == NO_PROMPT and _tells_dates(scenario):
        told = {name: weight for name, weight in weights.items() if weight and name != NO_PROMPT}
        return chance.choices(list(told), list(told.values()))[0] if told else drawn
    return drawn


def _tells_dates(scenario: Scenario) -> bool:
    known = (value for step in scenario.steps for value in step.known.values())
    return any(isinstance(value, str) and _DATE.match(value) for value in known)


class Assistant:
    """A chat model with a system prompt and the scenario's tools. What it says is trained on.

    `instructions` is the system message of the dialogue, empty without a prompt and a policy. With
    `think`, the request (not the dialogue) asks for reasoning, and with `remind` it says after a
    result what is due; without `reasons` none is kept.
    """

    def __init__(
        self,
        model: ChatModel,
        prompt: Prompt | None,
        scenario: Scenario,
        tools: Sequence[Tool],
        *,
        think: Prompt | None = None,
        remind: Prompt | None = None,
        reasons: bool = True,
    ) -> None:
        self._model = model
        self._tools = tuple(tools)
        self._scenario = scenario
        self._think = think.render() if think else ""
        self._reminder = remind.render().strip() if remind else ""
        self._reasons = reasons
        self.model_name = model.name
        self.instructions = Message(role="system", content=_instructions(prompt, scenario))

    def offered(self, messages: Sequence[Message]) -> tuple[Tool, ...]:
        """Return the tools that are there after these messages."""
        return self._scenario.offered(self._tools, messages)

    async def offer(
        self, messages: Sequence[Message], told: Sequence[Message] = (), sample: int = 0
    ) -> Message:
        """Return what the assistant would say or call next.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """
        if self._think:
            messages = self._asked_to_think(messages)
        if self._reminder and messages[-1].role == "tool":
            *before, last = messages
            messages = [*before, replace(last, content=f"{last.content}\n\n{self._reminder}")]
        request = ChatRequest(
            messages=(*messages, *told),
            tools=self.offered(messages),
            sampling=Sampling(seed=self._scenario.seed + sample),
            sample=sample,
        )
        message = (await self._model.chat(request)).signed()
        return message if self._reasons else replace(message, reasoning="")

    def objections(self, turn: Message, messages: Sequence[Message]) -> list[Objection]:
        """Return that the turn is empty, if it is."""
        if turn.content.strip() or turn.tool_calls:
            return []
        return [Objection("assistant.empty", "your reply has neither words nor a call")]

    def _asked_to_think(self, messages: Sequence[Message]) -> list[Message]:
        """Return the dialogue as it is sent: its system message asks for reasoning, too."""
        head, rest = self.instructions, [m for m in messages if m.role != "system"]
        asked = "\n\n".join(filter(None, (head.content, self._think)))
        return [replace(head, content=asked), *rest]


def _instructions(prompt: Prompt | None, scenario: Scenario) -> str:
    clock = spoken(scenario.clock)
    policy = f"## Policy\n\n{scenario.policy}" if scenario.policy else ""
    if prompt is None:  # a policy alone still needs a date, by which "Saturday" is one
        return f"Now: {clock}.\n\n{policy}" if policy else ""
    return "\n\n".join(filter(None, (prompt.render(clock=clock), policy)))
