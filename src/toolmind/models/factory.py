"""From configuration to chat models: the one place that knows the kinds of model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from toolmind.config import ModelConfig, ModelsConfig, nearest
from toolmind.errors import ConfigError
from toolmind.models.base import ChatModel, ChatReply, ChatRequest, Read
from toolmind.models.cache import ReplyCache
from toolmind.models.context import priority, stage
from toolmind.models.cost import Meter
from toolmind.models.prefix import PrefixCounter
from toolmind.plugins import import_object
from toolmind.records import Tool

_EMBEDDED = "toolmind.offline.player:EmbeddedModel"
_UNWRITABLE = "toolmind.offline.world.unanswerable:unwritable"

_COUNTED, _EVERY = 64, 16
"""Of so many items all prompts are looked at for their prefixes, of later ones those of every
sixteenth: their share is much the same, and looking at all is a thirtieth of a run's time (ours).
"""

EMBEDDED = "embedded"
"""The name of the model that is always there."""

ROLES = ("scenario", "user", "assistant", "tool", "judge", "auditor", "validator")


def open_model(
    config: ModelConfig,
    *,
    endpoint: str = "",
    cache: ReplyCache | None = None,
    meter: Meter | None = None,
) -> ChatModel:
    """Return the model that `config` describes; the caller closes it.

    `endpoint` is what its use is counted under, by default the name of the model.
    The embedded model answers faster than a cache: it has none.

    Raises:
        ConfigError: the environment variable that should hold the key is not set.
    """
    if config.type == "openai":
        from toolmind.models.client.openai import OpenAIModel

        return OpenAIModel(config, endpoint=endpoint, cache=cache, meter=meter)
    made = import_object(_EMBEDDED, "models")
    return made(meter)  # type: ignore[no-any-return]


def unwritable(config: ModelsConfig, tools: Iterable[Tool]) -> dict[str, str]:
    """Return by id the tools for whose parameters the writer of scenarios has no values, and why.

    That is known of the embedded model only.
    """
    if config.of("scenario").type != "embedded":
        return {}
    return import_object(_UNWRITABLE, "models")(tools)  # type: ignore[no-any-return]


class Counted:
    """Takes note of what prompts to an endpoint repeat: its roles share a server's cache.

    Of a long run it is a sample (see `_COUNTED`), whole dialogues of it.
    """

    def __init__(self, meter: Meter, endpoint: str, prefixes: PrefixCounter) -> None:
        self._meter, self._endpoint, self._prefixes = meter, endpoint, prefixes

    def sent(self, request: ChatRequest) -> None:
        """Take note of a request that is about to be sent."""
        if _sampled():
            self._meter.prompted(self._endpoint, *self._prefixes.count(request))

    def replied(self, request: ChatRequest, reply: ChatReply) -> None:
        """Take note of a reply: a later prompt may repeat it, too."""
        if _sampled():
            self._prefixes.replied(request, reply.message)


def _sampled() -> bool:
    item = priority.get()
    return item < _COUNTED or item % _EVERY == 0


class ForRole:
    """A model as one role sees it: what it consumes is put down to that role."""

    def __init__(self, role: str, model: ChatModel, counted: Counted | None = None) -> None:
        self._role, self._model, self._counted = role, model, counted
        self.name = model.name

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        """Answer one request; see `ChatModel.chat`."""
        token = stage.set(self._role)
        try:
            if not self._counted:
                return await self._model.chat(request, read)
            self._counted.sent(request)
            reply = await self._model.chat(request, read)
            self._counted.replied(request, reply)
            return reply
        finally:
            stage.reset(token)

    async def close(self) -> None:
        """Nothing to free: the model is shared between roles."""


class Models:
    """The models of a run: each endpoint is opened when it is first asked for, and shared."""

    def __init__(
        self, config: ModelsConfig, *, cache: ReplyCache | None = None, meter: Meter | None = None
    ) -> None:
        self._config, self._cache, self._meter = config, cache, meter
        self._open: dict[str, ChatModel] = {}
        self._prefixes: dict[str, PrefixCounter] = {}

    def __getitem__(self, role: str) -> ChatModel:
        """Return the model that plays a role; see `named`."""
        return self.named(role, role)

    def named(self, name: str, role: str) -> ChatModel:
        """Return the model of a role, or of an endpoint, to play `role`.

        Raises:
            ConfigError: there is no such role or endpoint, or its key is not in the environment.
        """
        endpoint = self._config.endpoint_of(name) if name in ROLES else name
        if endpoint not in self._open:
            if endpoint not in (*self._config.endpoints, EMBEDDED):
                known = [*self._config.endpoints, EMBEDDED, *ROLES]
                raise ConfigError(f"models: no endpoint {name!r}{nearest(name, known)}")
            found = self._config.endpoints.get(endpoint, ModelConfig())
            self._open[endpoint] = open_model(
                found, endpoint=endpoint, cache=self._cache, meter=self._meter
            )
        return ForRole(role, self._open[endpoint], self._counter(endpoint))

    def _counter(self, endpoint: str) -> Counted | None:
        """Return what notes the prompts of an endpoint, where they are counted."""
        if self._meter is None:
            return None
        prefixes = self._prefixes.setdefault(endpoint, PrefixCounter())
        return Counted(self._meter, endpoint, prefixes)

    async def close(self) -> None:
        """Close all that were opened."""
        for model in self._open.values():
            await model.close()


@asynccontextmanager
async def open_models(
    config: ModelsConfig, *, cache: ReplyCache | None = None, meter: Meter | None = None
) -> AsyncIterator[Models]:
    """Open the model of every role; they are closed on leaving.

    Raises:
        ConfigError: see `open_model`.
    """
    models = Models(config, cache=cache, meter=meter)
    try:
        for role in ROLES:
            models[role]
        yield models
    finally:
        await models.close()
