"""From configuration to chat models: the one place that knows the kinds of model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from toolmind.config import ModelConfig, ModelsConfig
from toolmind.models.base import ChatModel, ChatReply, ChatRequest
from toolmind.models.cache import ReplyCache
from toolmind.models.context import stage
from toolmind.models.cost import Meter

ROLES = ("scenario", "user", "assistant", "tool", "judge", "validator")


def open_model(
    config: ModelConfig, *, cache: ReplyCache | None = None, meter: Meter | None = None
) -> ChatModel:
    """Return the model that `config` describes; the caller closes it.

    The embedded model answers faster than a cache: it has none.

    Raises:
        ConfigError: the environment variable that should hold the key is not set.
    """
    if config.type == "openai":
        from toolmind.models.client.openai import OpenAIModel

        return OpenAIModel(config, cache=cache, meter=meter)
    from toolmind.offline.player import EmbeddedModel

    return EmbeddedModel(meter)


class ForRole:
    """A model as one role sees it: what it consumes is put down to that role."""

    def __init__(self, role: str, model: ChatModel) -> None:
        self._role, self._model = role, model
        self.name = model.name

    async def chat(self, request: ChatRequest) -> ChatReply:
        """Answer one request; see `ChatModel.chat`."""
        token = stage.set(self._role)
        try:
            return await self._model.chat(request)
        finally:
            stage.reset(token)

    async def close(self) -> None:
        """Nothing to free: the model is shared between roles."""


@asynccontextmanager
async def open_models(
    config: ModelsConfig, *, cache: ReplyCache | None = None, meter: Meter | None = None
) -> AsyncIterator[dict[str, ChatModel]]:
    """Open the model of every role; roles that name the same endpoint share one model.

    Yields:
        Role → its model. All are closed on leaving.

    Raises:
        ConfigError: see `open_model`.
    """
    async with AsyncExitStack() as stack:
        by_endpoint: dict[str, ChatModel] = {}
        for role in ROLES:
            endpoint = getattr(config, role)
            if endpoint not in by_endpoint:
                model = open_model(config.of(role), cache=cache, meter=meter)
                stack.push_async_callback(model.close)
                by_endpoint[endpoint] = model
        yield {role: ForRole(role, by_endpoint[getattr(config, role)]) for role in ROLES}
