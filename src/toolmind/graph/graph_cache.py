"""Graphs kept in the user's cache folder, so that the same tools are linked once a machine.

A graph is found by what it is made of: tools, settings, and the package's own code and weights.
Whatever is wrong with the folder or a file in it, a run builds its graph instead.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np

from toolmind.config import GraphConfig
from toolmind.errors import DataError, RunError
from toolmind.files import user_cache_folder
from toolmind.graph.graph import ToolGraph, load_graph

_PACKAGE = Path(__file__).parent.parent
_MADE_BY = ("graph/**/*.py", "schema/*.py", "text/*.py", "tools/names.py", "data/*.npz")
"""What of the package decides on a graph: a change to any of it makes another one."""


def graph_key(tools_digest: str, config: GraphConfig) -> str:
    """Return what tells a graph from any other: a digest of all that it is made of.

    Left out is `validated`: the graph is kept as it was before a model judged it.
    """
    digest = hashlib.sha256(msgspec.json.encode((tools_digest, np.__version__)))
    digest.update(config.model_dump_json(exclude={"validated"}).encode())
    for pattern in _MADE_BY:
        for file in sorted(_PACKAGE.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


class GraphCache:
    """Graphs by their key, one file each; those used least lately go beyond `max_bytes`.

    Several processes may use it at once: files appear whole, and none is changed.
    """

    def __init__(self, folder: Path | None = None, *, max_bytes: int = 512 << 20) -> None:
        self._folder = folder or user_cache_folder() / "graphs"
        self._max_bytes = max_bytes

    def get(self, key: str) -> ToolGraph | None:
        """Return the graph, or None where there is none or its file is damaged."""
        file = self._file(key)
        try:
            graph = load_graph(file)
            os.utime(file)
        except (DataError, OSError):
            return None
        return graph

    def put(self, key: str, graph: ToolGraph) -> None:
        """Keep a graph, unless the folder cannot be written."""
        with suppress(RunError, OSError):
            graph.save(self._file(key))
            self._shrink()

    def _shrink(self) -> None:
        """Delete what was used least lately, until the rest is within the bound."""
        files = [(file.stat(), file) for file in self._folder.iterdir()]
        used = 0
        for seen, file in sorted(files, key=lambda one: one[0].st_mtime, reverse=True):
            used += seen.st_size
            if used > self._max_bytes:
                file.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.npz"
