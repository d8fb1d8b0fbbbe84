"""The lock of a folder: one process at a time writes there."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from toolmind.errors import RunError


def acquire(folder: Path) -> int:
    """Lock a folder for this process and return the open lock, to be closed at the end.

    Raises:
        RunError: another process holds it; says which.
    """
    lock = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 32).decode() or "unknown"
        os.close(lock)
        raise RunError(
            f"{folder}: in use by another process (id {holder}). Wait for it, or choose"
            " another folder with --out"
        ) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def make(folder: Path) -> None:
    """Make a folder to write in.

    Raises:
        RunError: it cannot be made, or not written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file" if folder.is_file() else error.strerror
        raise RunError(
            f"{folder}: cannot be made: {why}. Choose another folder with --out"
        ) from None
    if not os.access(folder, os.W_OK):
        raise RunError(f"{folder}: cannot be written. Choose another folder with --out")
