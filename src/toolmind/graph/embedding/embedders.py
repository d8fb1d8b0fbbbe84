"""Embedders: texts in, unit-length vectors out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from toolmind.config import GraphConfig, ModelConfig, ModelsConfig, nearest
from toolmind.errors import ConfigError
from toolmind.graph.embedding.static import static_embedder
from toolmind.models.context import stage
from toolmind.models.cost import Meter
from toolmind.plugins import Plugin, PluginLoader, Resource, Wanted

Floats = NDArray[np.float32]


class Embedder(Protocol):
    """Anything that turns texts into vectors."""

    name: str

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions], in the order given."""


class SentenceTransformersEmbedder:
    """A sentence-transformers model, e.g. the paper's TencentBAC/Conan-embedding-v1.

    Raises:
        ConfigError: sentence-transformers is not installed, or has no such model.
    """

    def __init__(self, model: str) -> None:
        self.name = model
        try:
            from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found]
        except ImportError:
            raise ConfigError(
                f"embedder {model!r} needs sentence-transformers: pip install sentence-transformers"
            ) from None
        try:
            self._model: Any = SentenceTransformer(model)
        except (OSError, ValueError) as error:
            raise ConfigError(f"embedder {model!r} cannot be loaded: {error}") from error

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions]."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True)
        return np.asarray(vectors, dtype=np.float32)


@dataclass(frozen=True)
class EmbeddingEndpoint:
    """An endpoint that embeds, and the meter of what that costs."""

    name: str
    config: ModelConfig
    meter: Meter | None = None


class EndpointEmbedder:
    """An OpenAI-compatible `/embeddings` endpoint; its cost counts for the stage `embedder`."""

    def __init__(self, endpoint: Annotated[EmbeddingEndpoint, Resource("embedder")]) -> None:
        from toolmind.models.client.transport import read_key

        read_key(endpoint.config.api_key_env)  # told of now, not when the first text is sent
        self.name = endpoint.config.model
        self._endpoint = endpoint

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions].

        Raises:
            ModelError: the endpoint did not answer, or not with one vector a text.
            BudgetExceeded: the run's budget is spent.
        """
        # A thread of its own, for the caller's may be at work on an event loop.
        with ThreadPoolExecutor(1) as thread:
            return _unit(thread.submit(asyncio.run, self._embed(texts)).result())

    async def _embed(self, texts: Sequence[str]) -> Floats:
        from toolmind.models.embeddings import OpenAIEmbedder

        stage.set("embedder")
        use = self._endpoint
        client = OpenAIEmbedder(use.config, endpoint=use.name, meter=use.meter)
        try:
            return await client.embed(texts)
        finally:
            await client.close()


EMBEDDERS: PluginLoader[Embedder] = PluginLoader(
    "graph.embedder",
    {
        "static": "toolmind.graph.embedding.static:StaticEmbedder",
        "endpoint": "toolmind.graph.embedding.embedders:EndpointEmbedder",
        "sentence_transformers": (
            "toolmind.graph.embedding.embedders:SentenceTransformersEmbedder"
        ),
    },
    ("embed",),
    ("name",),
)
"""The embedders that come with ToolMind, and one's own."""


def open_embedder(
    config: GraphConfig, models: ModelsConfig, meter: Meter | None = None
) -> Embedder:
    """Return the embedder that the configuration names.

    Raises:
        ConfigError: a library is missing, or there is no model of this name.
    """

    def give(wanted: Wanted) -> EmbeddingEndpoint:
        return EmbeddingEndpoint(wanted.name, models.endpoints[wanted.name], meter)

    if config.embedder.type == "static":
        return static_embedder()  # one for all who use it: it takes 12 MB
    return check_embedder(config, models).build(give)


def check_embedder(config: GraphConfig, models: ModelsConfig) -> Plugin[Embedder]:
    """Find the embedder of a configuration, and hold its settings against its class.

    Raises:
        ConfigError: it cannot be as configured, or names an endpoint that does not embed.
    """
    found = EMBEDDERS.load(config.embedder)
    known = [name for name, model in models.endpoints.items() if model.type == "openai"]
    for wanted in found.resources.values():
        if wanted.type is not EmbeddingEndpoint or wanted.name not in known:
            near = nearest(wanted.name, known) if known else ""
            raise ConfigError(
                f"graph.embedder: models.endpoints has no {wanted.name!r} of type openai{near}"
            )
    return found


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
