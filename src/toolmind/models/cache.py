"""Model replies on disk by the content of their request, so that nothing is paid twice.

One SQLite file in write-ahead mode, read in place and written by one thread in batches: a reply
costs the event loop some microseconds, memory does not grow with the cache, several tasks and
processes can share the file, and `kill -9` loses at most the replies of the last tenth of a
second, never the file. What is stored is the reply as a record; fields unknown to a later version
are ignored, and one that cannot be read any more is asked for again.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import xxhash

from toolmind.errors import RunError
from toolmind.models.base import ChatReply
from toolmind.models.bloom import BloomFilter
from toolmind.records import Record

FILE_NAME = "replies.db"
_BATCH_S = 0.1
_LOG_PAGES = 4000
"""Pages of the write-ahead log, 16 MB, before they go into the file. Keys lie anywhere in their
index, most of which each batch writes: with SQLite's 1,000 storing takes a third more."""
_ROWS = (256, 32, 4, 1)
"""Rows of one INSERT. Few sizes, for SQLite keeps each compiled statement: 100 kB for 256 rows."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS replies (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, at REAL NOT NULL, reply BLOB NOT NULL
)
"""
_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(ChatReply)


class CacheStats(Record, frozen=True):
    """What a cache holds. Times are Unix seconds; zero in an empty cache."""

    replies: int
    file_bytes: int
    oldest: float
    newest: float


class ReplyCache:
    """The reply cache of a run. Open it once per process, close it at the end."""

    def __init__(self, path: Path, *, max_bytes: int = 4 << 30) -> None:
        """Open the cache, or create it.

        Raises:
            RunError: the file cannot be opened or is not a reply cache.
        """
        self._path = path
        self._max_bytes = max_bytes
        self._reader = _open(path)
        self._pending: dict[bytes, bytes] = {}
        self._unreadable: list[bytes] = []
        self._filled, self._closing = threading.Event(), threading.Event()
        self._stored: BloomFilter | None = None
        """What the file holds, if it was empty and nobody else wrote (which is looked at ten times
        a second): to ask the file itself for what it does not hold costs 15 µs."""
        self._failure: str = ""
        self._writer = threading.Thread(target=self._write, name="reply-cache", daemon=True)
        self._writer.start()

    @staticmethod
    def key(body: bytes, sample: int) -> bytes:
        """Return the key of a request: its body says all but which draw of it this is.

        XXH3 of 128 bits: SHA-256 takes 6 µs more for a body of 9 kB, of 220 that a reply takes.
        """
        return xxhash.xxh3_128_digest(body, seed=sample)

    def get(self, key: bytes) -> ChatReply | None:
        """Return the stored reply, or None."""
        raw = self._pending.get(key)
        if raw is None:
            stored = self._stored
            if stored is not None and key not in stored:
                return None
            row = self._reader.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            raw = row[0]
        try:
            return _DECODER.decode(raw)
        except msgspec.MsgspecError:
            self._unreadable.append(key)
            return None

    def put(self, key: bytes, reply: ChatReply) -> None:
        """Store a reply; it is on disk within a tenth of a second.

        Raises:
            RunError: an earlier reply could not be written (disk full, file gone).
        """
        if self._failure:
            raise RunError(self._failure)
        self._pending[key] = _ENCODER.encode(reply)
        if not self._filled.is_set():
            self._filled.set()

    def drop(self, key: bytes) -> None:
        """Forget a stored reply: it is of no use any more, and a new one is to take its place."""
        self._unreadable.append(key)

    def close(self) -> None:
        """Write what is pending and close the file.

        Raises:
            RunError: something could not be written.
        """
        self._closing.set()
        self._filled.set()
        self._writer.join()
        self._reader.close()
        if self._failure:
            raise RunError(self._failure)

    def _write(self) -> None:
        """Thread: store what is pending, a batch at a time, and keep the file within its bound."""
        try:
            with contextlib.closing(_open(self._path)) as connection:
                others = _pragma(connection, "data_version")
                if not _count(connection):
                    self._stored = BloomFilter()
                while self._pending or not self._closing.is_set():
                    if self._filled.wait(None if self._stored is None else _BATCH_S):
                        self._closing.wait(_BATCH_S)
                        self._filled.clear()
                        self._store(connection)
                        _shrink(connection, self._max_bytes)
                    if _pragma(connection, "data_version") != others:
                        self._stored = None
        except (sqlite3.Error, RunError, OSError) as error:
            self._failure = f"{self._path}: replies cannot be stored: {error}"

    def _store(self, connection: sqlite3.Connection) -> None:
        batch = list(self._pending.items())  # at once, as the interpreter's lock holds
        with connection:
            while self._unreadable:
                connection.execute("DELETE FROM replies WHERE key = ?", (self._unreadable.pop(),))
            start = 0
            for rows in _ROWS:
                while len(batch) - start >= rows:
                    _insert(connection, batch[start : start + rows])
                    start += rows
        for key, raw in batch:
            if self._stored is not None:
                self._stored.add(key)
            if self._pending[key] is raw:
                del self._pending[key]


def cache_file(place: Path) -> Path:
    """Return the file of the cache at `place`: a run folder, or the file itself."""
    return place / FILE_NAME if place.is_dir() else place


def cache_stats(path: Path) -> CacheStats:
    """Return what a cache holds.

    Raises:
        RunError: there is no cache there.
    """
    with contextlib.closing(_open(path, must_exist=True)) as connection:
        count, oldest, newest = connection.execute(
            "SELECT count(*), coalesce(min(at), 0), coalesce(max(at), 0) FROM replies"
        ).fetchone()
        return CacheStats(
            replies=count, file_bytes=_file_bytes(connection), oldest=oldest, newest=newest
        )


def cached_replies(path: Path) -> Iterator[tuple[bytes, ChatReply]]:
    """Yield the keys and replies that a cache holds; those that cannot be read any more are not.

    Raises:
        RunError: there is no cache there.
    """
    with contextlib.closing(_open(path, must_exist=True)) as connection:
        for key, raw in connection.execute("SELECT key, reply FROM replies"):
            with contextlib.suppress(msgspec.MsgspecError):
                yield key, _DECODER.decode(raw)


def prune_cache(
    path: Path, *, max_bytes: int | None = None, older_than_s: float | None = None
) -> int:
    """Drop the replies older than an age, then the oldest beyond a size; return how many.

    Raises:
        RunError: there is no cache there.
    """
    with contextlib.closing(_open(path, must_exist=True)) as connection:
        before = _count(connection)
        if older_than_s is not None:
            with connection:
                connection.execute(
                    "DELETE FROM replies WHERE at < ?", (time.time() - older_than_s,)
                )
        if max_bytes is not None:
            _shrink(connection, max_bytes)
        connection.execute("VACUUM")
        return before - _count(connection)


def _open(path: Path, *, must_exist: bool = False) -> sqlite3.Connection:
    try:
        if must_exist and not path.is_file():
            raise RunError(f"{path}: there is no reply cache here")
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30.0, check_same_thread=False)
        # NORMAL: a killed process loses nothing that was committed; only a power cut may.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        with connection:
            connection.execute(_SCHEMA)
    except (sqlite3.Error, OSError) as error:
        raise RunError(
            f"{path}: not a usable reply cache: {error}. Delete it, or name another"
        ) from None
    return connection


def _insert(connection: sqlite3.Connection, rows: list[tuple[bytes, bytes]]) -> None:
    """Insert rows by one statement: the interpreter is let go once for all, not for each.

    What is there stays (another process asked the same): to replace it costs every row 3 µs of 10.
    """
    now = time.time()
    values = ", ".join(["(?, ?, ?)"] * len(rows))
    connection.execute(
        f"INSERT OR IGNORE INTO replies (key, at, reply) VALUES {values}",
        [value for key, raw in rows for value in (key, now, raw)],
    )


def _shrink(connection: sqlite3.Connection, max_bytes: int) -> None:
    """Drop the oldest replies, a tenth at a time, until what is in use is within the bound."""
    while _used_bytes(connection) > max_bytes and (count := _count(connection)):
        with connection:
            connection.execute(
                "DELETE FROM replies WHERE id IN (SELECT id FROM replies ORDER BY id LIMIT ?)",
                (max(1, count // 10),),
            )


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM replies").fetchone()[0])


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _file_bytes(connection: sqlite3.Connection) -> int:
    return _pragma(connection, "page_count") * _pragma(connection, "page_size")


def _used_bytes(connection: sqlite3.Connection) -> int:
    free = _pragma(connection, "freelist_count") * _pragma(connection, "page_size")
    return _file_bytes(connection) - free
