from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from toolmind.errors import ModelError
from toolmind.models.cost import Meter
from toolmind.models.embeddings import OpenAIEmbedder


def vectors(body: dict[str, Any], _: Any) -> dict[str, Any]:
    """The length of each text twice, in reverse order, as a server may send it."""
    data = [
        {"index": i, "embedding": [len(text), len(text) / 2]}
        for i, text in enumerate(body["input"])
    ]
    return {"data": data[::-1], "usage": {"prompt_tokens": len(data)}}


async def test_rows_are_in_order_over_batches(server: Any) -> None:
    server.script = [vectors]
    meter = Meter()
    embedder = OpenAIEmbedder(server.config(price={"prompt": 1.0}), meter=meter, batch=3)
    texts = ["x" * i for i in range(1, 11)]
    got = await embedder.embed(texts)
    await embedder.close()
    assert got.dtype == np.float32
    assert got.tolist() == [[i, i / 2] for i in range(1, 11)]
    assert server.count == 4
    assert meter.tokens == 10
    assert meter.cost == pytest.approx(10e-6)


@pytest.mark.parametrize(
    "data",
    [
        [],
        [{"index": 0, "embedding": [1.0]}],
        [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0, 2.0]}],
        [{"index": 0, "embedding": "AAAA"}, {"index": 1, "embedding": [1.0]}],
    ],
)
async def test_embeddings_that_do_not_fit(server: Any, data: list[Any]) -> None:
    server.script = [{"data": data}]
    embedder = OpenAIEmbedder(server.config())
    with pytest.raises(ModelError, match=r"model\.garbled"):
        await embedder.embed(["a", "b"])
    await embedder.close()
