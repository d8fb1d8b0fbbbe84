"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from toolmind.errors import RunError


def user_cache_folder() -> Path:
    """Return the user's folder for what can be made again (XDG): it need not be there."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # A relative one is to be ignored (XDG Base Directory Specification).
    return (Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()) / "toolmind"


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that appears under its name only when everything was written.

    Raises:
        RunError: it cannot be written; nothing is left under the name or beside it.
    """
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and move it there when the block ends well.

    Raises:
        RunError: the file cannot be written or moved.
    """
    with scratch_path(path) as temporary:
        yield temporary
        temporary.replace(path)


@contextmanager
def scratch_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path` for the time of the block; no file is left there.

    Raises:
        RunError: a file cannot be written in the block.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        raise RunError(
            f"{path}: cannot be written: {error.strerror or error}. Nothing finished is lost:"
            " free space, or choose another folder, and run the same command again"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
