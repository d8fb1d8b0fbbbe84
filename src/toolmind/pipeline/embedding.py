"""The embedder of a configuration, its vectors kept on disk and its progress said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolmind.config import RunConfig
from toolmind.graph.embedding.embedders import Embedder, open_embedder
from toolmind.graph.embedding.vector_cache import CachedEmbedder
from toolmind.models.cost import Meter
from toolmind.runs.progress import Progress


@contextmanager
def embedding(config: RunConfig, file: Path | None, meter: Meter) -> Iterator[Embedder]:
    """Give the embedder for one building of a graph.

    Vectors are kept in `runtime.embeddings_path`, or else in `file`, if there is one. Those of the
    static embedding, which is as fast as a disk, are not, nor are any with `runtime.cache` off.

    Raises:
        ConfigError: see `open_embedder`.
    """
    embedder = open_embedder(config.graph, config.models, meter)
    path = config.runtime.embeddings_path or file
    if config.graph.embedder.type == "static" or not config.runtime.cache or path is None:
        yield embedder
        return
    with Progress("texts embedded", meter) as progress:
        yield CachedEmbedder(embedder, path, progress.reached)
