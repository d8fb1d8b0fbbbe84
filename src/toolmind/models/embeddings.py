"""Embeddings from an OpenAI-compatible endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import msgspec
import numpy as np
import numpy.typing as npt
import orjson

from toolmind.config import ModelConfig
from toolmind.errors import ModelError
from toolmind.models.client.body import Body
from toolmind.models.client.transport import Transport
from toolmind.models.cost import Meter, Price
from toolmind.records import Usage

_PATH = "/embeddings"

BATCH = 128
"""Texts of one request (ours)."""


class _Vector(msgspec.Struct):
    index: int
    embedding: list[float]


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0


class _Reply(msgspec.Struct):
    data: list[_Vector]
    usage: _Usage | None = None


_REPLY = msgspec.json.Decoder(_Reply)


class OpenAIEmbedder:
    """Embeds texts with one model of an endpoint, in batches that are in flight together."""

    def __init__(
        self,
        config: ModelConfig,
        *,
        endpoint: str = "",
        meter: Meter | None = None,
        batch: int = BATCH,
    ) -> None:
        """Open the model; `endpoint` is what its use is counted under, by default its name."""
        self._config = config
        self._meter = meter or Meter()
        self._endpoint = endpoint or config.model
        self._transport = Transport(config, self._meter, self._endpoint)
        self._price = Price(config.price.prompt / 1e6, 0.0)
        self._batch = batch

    async def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row per text, in order, as the endpoint gives them (not normalised).

        Raises:
            ModelError: no answer after retries, or one that does not fit the texts.
            BudgetExceeded: the run's budget is spent.
        """
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        starts = range(0, len(texts), self._batch)
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._embed(texts[start : start + self._batch]))
                    for start in starts
                ]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        parts = [task.result() for task in tasks]
        if len({part.shape[1] for part in parts}) > 1:
            raise ModelError("model.garbled", "embeddings of different lengths")
        return np.concatenate(parts)

    async def close(self) -> None:
        """Free connections."""
        await self._transport.close()

    async def _embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        fields = {"model": self._config.model, "input": list(texts)}
        body = Body(orjson.dumps, fields)
        reply, matrix = await self._transport.post(
            _PATH, body, body.size / 4, partial(_read, rows=len(texts))
        )
        tokens = reply.usage.prompt_tokens if reply.usage else body.size // 4
        usage = Usage(requests=1, prompt_tokens=tokens, cost=self._price.of(tokens, 0))
        self._meter.paid(self._endpoint, usage)
        return matrix


def _read(raw: bytes, rows: int) -> tuple[_Reply, npt.NDArray[np.float32]]:
    """Return a reply and its vectors in order.

    Raises:
        ValueError: it does not have as many; so does `msgspec`, if it is no such reply.
    """
    reply = _REPLY.decode(raw)
    vectors = {vector.index: vector.embedding for vector in reply.data}
    if missing := [index for index in range(rows) if index not in vectors]:
        raise ValueError(f"there is no embedding {missing[0]} of {rows}")
    return reply, np.array([vectors[index] for index in range(rows)], dtype=np.float32)
