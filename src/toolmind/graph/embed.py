"""Embedders: texts in, unit-length vectors out."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from toolmind.config import ModelConfig
from toolmind.errors import ConfigError, DataError
from toolmind.models.cost import Meter

Floats = NDArray[np.float32]


class Embedder(Protocol):
    """Anything that turns texts into vectors."""

    name: str

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions], in the order given."""


class TransformerEmbedder:
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


class EndpointEmbedder:
    """An OpenAI-compatible `/embeddings` endpoint.

    Runs its own event loop: call it from a worker thread where one is running already.
    """

    def __init__(self, config: ModelConfig, meter: Meter | None = None) -> None:
        self.name = config.model
        self._config, self._meter = config, meter

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions].

        Raises:
            ModelError: the endpoint did not answer, or not with one vector a text.
        """
        return _unit(asyncio.run(self._embed(texts)))

    async def _embed(self, texts: Sequence[str]) -> Floats:
        from toolmind.models.embeddings import OpenAIEmbedder

        client = OpenAIEmbedder(self._config, meter=self._meter)
        try:
            return await client.embed(texts)
        finally:
            await client.close()


class CachedEmbedder:
    """Keeps an embedder's vectors in a folder, and embeds equal texts once.

    One file per embedder; it is rewritten whole when new texts came, so that it is never torn.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.name = embedder.name
        self._embedder = embedder
        key = hashlib.sha256(embedder.name.encode()).hexdigest()[:16]
        self._path = folder / f"embeddings-{key}.npz"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions].

        Raises:
            DataError: the file of kept vectors is not one.
        """
        keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
        known, vectors = self._load()
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            made = self._embedder.embed(list(new.values()))
            vectors = np.concatenate([vectors, made]) if known else made
            for key in new:
                known[key] = len(known)
            self._save(known, vectors)
        return vectors[[known[key] for key in keys]]

    def _load(self) -> tuple[dict[bytes, int], Floats]:
        if not self._path.exists():
            return {}, np.zeros((0, 1), dtype=np.float32)
        try:
            with self._path.open("rb") as raw, np.load(raw) as file:
                keys = file["keys"].tobytes()
                known = {keys[at : at + 16]: at // 16 for at in range(0, len(keys), 16)}
                return known, file["vectors"]
        except (ValueError, KeyError, OSError, EOFError) as error:
            raise DataError(
                f"not a file of embeddings ({error})", file=str(self._path), remedy="Delete it."
            ) from error

    def _save(self, known: dict[bytes, int], vectors: Floats) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        with part.open("wb") as file:
            np.savez(file, keys=np.frombuffer(b"".join(known), dtype=np.uint8), vectors=vectors)
        part.replace(self._path)


def _unit(vectors: Floats) -> Floats:
    unit: Floats = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
