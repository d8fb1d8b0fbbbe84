"""What happened to each request: a JSONL log, and counts for /stats.

A line of the log has: `t` (seconds since the server began), `key` (digest of the request's body),
`attempt` (how often that body had come before, from 0), `client_id` (the client's
`X-Client-Request-Id`), `model`, `status` (0 where the connection was reset), `fault`, `violation`,
`delivered` (a whole completion went out, good or with a reply fault, and the client was there),
`reply` (its id), `said` (a digest of what the assistant said), `prompt_tokens`,
`completion_tokens`, and `seconds`. Empty fields are left out.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from io import BufferedWriter
from pathlib import Path
from typing import Any

import msgspec

from toolmind.records import Message


class Entry(msgspec.Struct, omit_defaults=True):
    """One request, filled in while it is answered."""

    t: float
    key: str
    attempt: int
    client_id: str = ""
    model: str = ""
    status: int = 0
    fault: str = ""
    violation: str = ""
    """The rate limit that the client broke, where the answer is a refusal for that reason."""
    delivered: bool = False
    reply: str = ""
    said: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0


class Journal:
    """Counts every request, and writes a line for each where a path is given."""

    def __init__(self, path: Path | None = None) -> None:
        self._began = time.monotonic()
        self._first: float | None = None
        self._attempts: Counter[str] = Counter()
        self._file: BufferedWriter | None = path.open("wb") if path else None
        self._flushed = self._began
        self._counts: Counter[str] = Counter()
        self._faults: Counter[str] = Counter()
        self._violations: Counter[str] = Counter()
        self._settled = [0, 0]  # requests and violations after the first second

    def begin(self, body: bytes, client_id: str = "") -> Entry:
        """Start the entry of a request."""
        key = hashlib.blake2b(body, digest_size=8).hexdigest()
        attempt = self._attempts[key]
        self._attempts[key] += 1
        now = time.monotonic()
        if self._first is None:
            self._first = now
        return Entry(t=round(now - self._began, 4), key=key, attempt=attempt, client_id=client_id)

    def end(self, entry: Entry) -> None:
        """Count and write a finished entry."""
        now = time.monotonic()
        entry.seconds = round(now - self._began - entry.t, 4)
        self._counts["requests"] += 1
        self._counts[f"status_{entry.status}"] += 1
        self._counts["delivered"] += entry.delivered
        self._counts["prompt_tokens"] += entry.prompt_tokens
        self._counts["completion_tokens"] += entry.completion_tokens
        if entry.fault:
            self._faults[entry.fault] += 1
        if entry.violation:
            self._violations[entry.violation] += 1
        if self._first is not None and entry.t + self._began - self._first > 1:
            self._settled[0] += 1
            self._settled[1] += bool(entry.violation)
        if self._file and not self._file.closed:  # a stalled answer may outlive the server
            self._file.write(msgspec.json.encode(entry) + b"\n")
            if now - self._flushed > 0.5:
                self._file.flush()
                self._flushed = now

    def stats(self) -> dict[str, Any]:
        """Return the counts since the server began."""
        return {
            **self._counts,
            "distinct_requests": len(self._attempts),
            "faults": dict(self._faults),
            "violations": dict(self._violations),
            "requests_after_first_second": self._settled[0],
            "violations_after_first_second": self._settled[1],
        }

    def close(self) -> None:
        """Write what is buffered."""
        if self._file:
            self._file.close()


def said(message: Message) -> str:
    """Return a digest of what an assistant said, to find a reply again in a trajectory.

    Ids of calls and of the message are left out, since a client may give its own.
    """
    calls = [[call.name, call.arguments] for call in message.tool_calls]
    text = msgspec.json.encode([message.content, message.reasoning, calls])
    return hashlib.blake2b(text, digest_size=8).hexdigest()
