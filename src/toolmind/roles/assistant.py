"""The assistant: answers the user, asks back, or calls tools."""

from __future__ import annotations

from collections.abc import Sequence

from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.prompts import Prompt
from toolmind.records import Message, Scenario, Tool
from toolmind.records.clock import spoken
from toolmind.roles.turns import Objection


class Assistant:
    """A chat model with a system prompt and the scenario's tools. What it says is trained on."""

    def __init__(
        self, model: ChatModel, prompt: Prompt, scenario: Scenario, tools: Sequence[Tool]
    ) -> None:
        self._model = model
        self._tools = tuple(tools)
        self._seed = scenario.seed
        self.model_name = model.name
        self.instructions = Message(
            role="system", content=prompt.render(clock=spoken(scenario.clock))
        )

    async def offer(
        self, messages: Sequence[Message], told: Sequence[Message] = (), sample: int = 0
    ) -> Message:
        """Return what the assistant would say or call next.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """
        request = ChatRequest(
            messages=(*messages, *told),
            tools=self._tools,
            sampling=Sampling(seed=self._seed + sample),
            sample=sample,
        )
        return (await self._model.chat(request)).signed()

    def objections(self, turn: Message, messages: Sequence[Message]) -> list[Objection]:
        """Return that the turn is empty, if it is."""
        if turn.content.strip() or turn.tool_calls:
            return []
        return [Objection("assistant.empty", "your reply has neither words nor a call")]
