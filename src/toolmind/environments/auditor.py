"""An auditor: a model that says of a share of simulated answers whether they can be true."""

from __future__ import annotations

import random
from typing import Any

from toolmind.errors import ReplyError, SimulationError
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import Message, Schema

_SCHEMA: Schema = {
    "type": "object",
    "properties": {"reason": {"type": "string"}, "consistent": {"type": "boolean"}},
    "required": ["reason", "consistent"],
    "additionalProperties": False,
}


class Auditor:
    """Asks a model about a share `rate` of the answers of a dialogue, drawn by its seed."""

    def __init__(self, model: ChatModel, prompt: Prompt, rate: float) -> None:
        self._model, self._prompt, self._rate = model, prompt, rate

    def asks(self, seed: int, number: int) -> bool:
        """Tell whether the answer of that number in the dialogue is audited."""
        return random.Random(f"{seed}|audit|{number}").random() < self._rate

    async def objection(self, seed: int, **told: str) -> str:
        """Return why an answer cannot be true, or nothing. `told` fills the prompt, as JSON.

        Raises:
            ModelError: the endpoint did not answer.
            SimulationError: it gave no verdict that could be used: the answer is not passed.
        """
        request = ChatRequest(
            messages=(Message(role="user", content=self._prompt.render(**told)),),
            sampling=Sampling(seed=seed),
            response_schema=_SCHEMA,
        )
        try:
            return await ask_json(self._model, request, _read)
        except ReplyError as error:
            raise SimulationError("tool.no_audit", error.explanation) from error


def _read(reply: Any) -> str:
    if reply["consistent"]:
        return ""
    if not reply["reason"].strip():
        raise ValueError("say in `reason` what contradicts what")
    return str(reply["reason"])
