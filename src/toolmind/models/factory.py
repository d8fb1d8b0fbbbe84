"""From configuration to chat models: the one place that knows the kinds of model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module

from toolmind.config import ModelConfig, ModelsConfig
from toolmind.models.base import ChatModel
from toolmind.models.cache import ReplyCache
from toolmind.models.cost import Meter

ROLES = ("user", "assistant", "tool", "judge")


def open_model(
    config: ModelConfig, *, cache: ReplyCache | None = None, meter: Meter | None = None
) -> ChatModel:
    """Return the model that `config` describes; the caller closes it.

    The embedded model answers faster than a cache and costs nothing: it has neither.

    Raises:
        ConfigError: the environment variable that should hold the key is not set.
    """
    if config.type == "openai":
        from toolmind.models.openai import OpenAIModel

        return OpenAIModel(config, cache=cache, meter=meter)
    model: ChatModel = import_module("toolmind.models.embedded").EmbeddedModel()
    return model


@asynccontextmanager
async def open_models(
    config: ModelsConfig, *, cache: ReplyCache | None = None, meter: Meter | None = None
) -> AsyncIterator[dict[str, ChatModel]]:
    """Open the model of every role; roles that name the same endpoint share one model.

    Yields:
        Role (`user`, `assistant`, `tool`, `judge`) → its model. All are closed on leaving.

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
        yield {role: by_endpoint[getattr(config, role)] for role in ROLES}
