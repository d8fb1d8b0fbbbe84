"""Vectors on disk by the text that they are of, so that a text is embedded once."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence, Sized
from contextlib import closing
from pathlib import Path

import numpy as np

from toolmind.errors import DataError, RunError
from toolmind.graph.embedding.embedders import Embedder, Floats

_BATCH = 4096
"""Texts embedded and stored at a time: what a crash can lose, at most (ours)."""
_NO_ROOM = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    embedder TEXT, text BLOB, vector BLOB NOT NULL, PRIMARY KEY (embedder, text)
)
"""


class CachedEmbedder:
    """Keeps an embedder's vectors in an SQLite file, and embeds equal texts once.

    Several embedders and processes can share a file. `reached` is told how many of all texts that
    were asked for so far have their vectors, of how many.
    """

    def __init__(
        self, embedder: Embedder, path: Path, reached: Callable[[int, int], None] | None = None
    ) -> None:
        self.name = embedder.name
        self._embedder, self._path = embedder, path
        self._reached = reached or (lambda done, total: None)
        self._before = 0

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit-length vectors [texts, dimensions].

        Raises:
            DataError: the file of kept vectors is not one.
            RunError: the file cannot be written.
        """
        distinct = {_key(text): text for text in texts}
        with closing(self._open()) as file:
            known = self._known(file, distinct)
            missing = [key for key in distinct if key not in known]
            self._say(known, distinct)
            for first in range(0, len(missing), _BATCH):
                keys = missing[first : first + _BATCH]
                made = self._embedder.embed([distinct[key] for key in keys]).astype(np.float32)
                known.update(zip(keys, made, strict=True))
                self._keep(file, keys, made)
                self._say(known, distinct)
        self._before += len(distinct)
        rows = [known[_key(text)] for text in texts]
        if len({len(row) for row in rows}) > 1:
            raise DataError(
                f"vectors of different lengths were kept for {self.name}",
                file=str(self._path),
                remedy="Another model goes by the same name now: delete the file.",
            )
        return np.stack(rows) if rows else np.zeros((0, 1), dtype=np.float32)

    def _say(self, known: Sized, wanted: Sized) -> None:
        self._reached(self._before + len(known), self._before + len(wanted))

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = sqlite3.connect(self._path, timeout=30.0)
            with file:
                file.execute("PRAGMA journal_mode = WAL")
                file.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_ROOM:
                raise self._cannot_keep(error) from None
            raise DataError(
                f"not a usable file of embeddings ({error})",
                file=str(self._path),
                remedy="Delete it, or name another.",
            ) from None
        return file

    def _known(self, file: sqlite3.Connection, keys: Iterable[bytes]) -> dict[bytes, Floats]:
        query = "SELECT vector FROM vectors WHERE embedder = ? AND text = ?"
        found = ((key, file.execute(query, (self.name, key)).fetchone()) for key in keys)
        return {key: np.frombuffer(row[0], dtype="<f4") for key, row in found if row}

    def _keep(self, file: sqlite3.Connection, keys: Sequence[bytes], vectors: Floats) -> None:
        rows = [
            (self.name, key, vector.astype("<f4").tobytes())
            for key, vector in zip(keys, vectors, strict=True)
        ]
        try:
            with file:
                file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._cannot_keep(error) from None

    def _cannot_keep(self, error: Exception) -> RunError:
        return RunError(
            f"{self._path}: embeddings cannot be kept: {error}. Those of earlier texts are: make"
            " room and run the same command again"
        )


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode(errors="surrogatepass")).digest()[:16]
