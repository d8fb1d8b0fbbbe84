"""What the rows of the table have in common: cores, processes, the server, one measurement."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PEERS = ROOT / "build" / "peers"

CORES = sorted(os.sched_getaffinity(0))
CLIENT_CORE, SERVER_CORE = CORES[0], CORES[-1]


@dataclass
class Measured:
    """What one child process reported, and what the server saw of it."""

    replies: int
    seconds: float
    rss_mb: float
    most_in_flight: int
    worked_out: int
    start_s: float
    """From the start of the process to its first request, imports and all."""
    extra: dict[str, float]

    @property
    def rate(self) -> float:
        return self.replies / self.seconds


@dataclass
class Server:
    """A server process on its own core."""

    url: str
    process: subprocess.Popen[str]

    def set_latency(self, latency_ms: int) -> None:
        urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/latency/{latency_ms}").close()

    def stats(self) -> dict[str, float]:
        """Return the counts since they were last asked for."""
        with urllib.request.urlopen(self.url.removesuffix("/v1") + "/stats") as reply:
            return json.load(reply)


@contextlib.contextmanager
def serving(latency_ms: int, bodies: Path | None = None) -> Iterator[Server]:
    """Start a server of canned replies, or, given a file for bodies, of the embedded model's."""
    command = [sys.executable, str(HERE / "server.py"), "--latency-ms", str(latency_ms)]
    command += [
        "--core",
        str(SERVER_CORE),
        *(["--embedded", "--bodies", str(bodies)] if bodies else []),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Server(process.stdout.readline().strip(), process)
    finally:
        process.terminate()
        process.wait()


def measure(
    server: Server, command: list[str], timeout_s: float = 600, cwd: Path | None = None
) -> Measured | str:
    """Run a client on its core; return what it measured, or why there is nothing."""
    server.stats()
    env = {**os.environ, "TIKTOKEN_CACHE_DIR": str(_tiktoken_files())}
    began = time.monotonic()
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            cwd=cwd,
            env=env,
            preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE}),
        )
    except subprocess.TimeoutExpired:
        return f"not done after {timeout_s:.0f} s"
    if done.returncode:
        return f"failed: {(done.stderr.strip() or done.stdout.strip()).splitlines()[-1][:160]}"
    told = json.loads(done.stdout.strip().splitlines()[-1])
    seen = server.stats()
    return Measured(
        replies=int(told.pop("replies", seen["requests"])),
        seconds=told.pop("seconds"),
        rss_mb=told.pop("rss_mb") + told.pop("child_rss_mb"),
        most_in_flight=int(seen["most_in_flight"]),
        worked_out=int(seen["worked_out"]),
        start_s=seen["first_at"] - began,
        extra=told,
    )


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk that holds the repository, gone afterwards."""
    (ROOT / "build").mkdir(exist_ok=True)
    path = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / "build"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _tiktoken_files() -> Path:
    """Where litellm keeps the encodings that two peers would otherwise download."""
    site = PEERS / "curator" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    return site / "litellm" / "litellm_core_utils" / "tokenizers"
