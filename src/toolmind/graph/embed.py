"""Embedders: texts in, unit-length vectors out."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import numpy as np
import orjson
from numpy.typing import NDArray

from toolmind.errors import ConfigError, DataError, ModelError

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

    Texts go in batches, a few at a time in flight, each tried three times. Runs its own event
    loop: call it from a worker thread where one is running already.
    """

    def __init__(
        self, base_url: str, model: str, *, api_key: str = "", batch: int = 256, in_flight: int = 8
    ) -> None:
        self.name = model
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._batch, self._in_flight = batch, in_flight

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions].

        Raises:
            ModelError: the endpoint did not answer, or not with one vector a text.
        """
        return asyncio.run(self._embed(texts))

    async def _embed(self, texts: Sequence[str]) -> Floats:
        gate = asyncio.Semaphore(self._in_flight)
        async with aiohttp.ClientSession(headers=self._headers) as session:

            async def one(part: Sequence[str]) -> Floats:
                async with gate:
                    return await self._post(session, part)

            parts = [texts[at : at + self._batch] for at in range(0, len(texts), self._batch)]
            made = await asyncio.gather(*(one(part) for part in parts))
        return _unit(np.concatenate(made)) if made else np.zeros((0, 1), dtype=np.float32)

    async def _post(self, session: aiohttp.ClientSession, part: Sequence[str]) -> Floats:
        problem = ""
        for wait in (0.5, 2.0, 0.0):
            try:
                async with session.post(
                    self._url, json={"model": self.name, "input": list(part)}
                ) as answer:
                    body = await answer.read()
                    if answer.status == 200:
                        return _vectors(body, len(part))
                    problem = f"status {answer.status}: {body[:200].decode(errors='replace')}"
            except (aiohttp.ClientError, TimeoutError) as error:
                problem = f"{type(error).__name__}: {error}"
            await asyncio.sleep(wait)
        raise ModelError("embeddings.unavailable", f"{self._url}: {problem}")


def _vectors(body: bytes, count: int) -> Floats:
    try:
        data = sorted(orjson.loads(body)["data"], key=lambda one: one["index"])
        vectors = np.array([one["embedding"] for one in data], dtype=np.float32)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("embeddings.malformed", f"{type(error).__name__}: {error}") from error
    if vectors.ndim != 2 or len(vectors) != count:
        raise ModelError("embeddings.malformed", f"{len(vectors)} vectors for {count} texts")
    return vectors


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
