"""The assistant: answers the user, asks back, or calls tools."""

from __future__ import annotations

from collections.abc import Sequence

from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.prompts import Prompt
from toolmind.records import Message, Scenario, Tool
from toolmind.records.clock import spoken


class Assistant:
    """A chat model with a system prompt and the scenario's tools. What it says is trained on."""

    def __init__(
        self, model: ChatModel, prompt: Prompt, scenario: Scenario, tools: Sequence[Tool]
    ) -> None:
        self._model = model
        self._tools = tuple(tools)
        self._sampling = Sampling(seed=scenario.seed)
        self.model_name = model.name
        self.instructions = Message(
            role="system", content=prompt.render(clock=spoken(scenario.clock))
        )

    async def reply(self, messages: Sequence[Message]) -> Message:
        """Return the next assistant message.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """
        request = ChatRequest(messages=tuple(messages), tools=self._tools, sampling=self._sampling)
        return (await self._model.chat(request)).signed()
