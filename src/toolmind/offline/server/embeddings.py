"""The OpenAI embeddings protocol from the server's side: request bodies in, reply bodies out."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import orjson

from toolmind.offline.server.wire import BadRequest, decoded

MAX_TEXTS = 2048
"""What OpenAI's service takes at once."""


class Embedder(Protocol):
    """Anything that turns texts into vectors."""

    name: str

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors [texts, dimensions], in the order given."""


class EmbeddingsBody(msgspec.Struct):
    """The body of POST /v1/embeddings, as far as this server reads it."""

    model: str
    input: str | list[str | int | list[int]]
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = None

    def texts(self) -> list[str]:
        """Return the texts to embed.

        Raises:
            BadRequest: there is none, or too many, or something else than text.
        """
        given = [self.input] if isinstance(self.input, str) else self.input
        texts = [text for text in given if isinstance(text, str)]
        if len(texts) != len(given):
            raise BadRequest("This model reads texts, no tokens", "input", "unsupported_content")
        if not texts:
            raise BadRequest("Invalid 'input': input cannot be an empty array.", "input")
        if len(texts) > MAX_TEXTS:
            raise BadRequest(f"Invalid 'input': more than {MAX_TEXTS} texts.", "input")
        if "" in texts:
            raise BadRequest("Invalid 'input': input cannot be an empty string.", "input")
        return texts


_BODY = msgspec.json.Decoder(EmbeddingsBody)


def parse_body(raw: bytes) -> EmbeddingsBody:
    """Parse a request body.

    Raises:
        BadRequest: not JSON, or a field is missing, of the wrong type, or not what this model has.
    """
    body = decoded(_BODY, raw)
    if body.dimensions is not None:
        raise BadRequest("This model does not support specifying dimensions.", "dimensions")
    return body


def embeddings(vectors: npt.NDArray[np.float32], body: EmbeddingsBody, tokens: int) -> bytes:
    """Return the reply: a row for each text, as numbers or as little-endian float32 in base64."""
    rows = vectors.astype("<f4")
    if body.encoding_format == "base64":
        written: list[object] = [base64.b64encode(row.tobytes()).decode() for row in rows]
    else:
        written = list(rows)
    return orjson.dumps(
        {
            "object": "list",
            "data": [
                {"object": "embedding", "index": index, "embedding": row}
                for index, row in enumerate(written)
            ],
            "model": body.model,
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        },
        option=orjson.OPT_SERIALIZE_NUMPY,
    )
