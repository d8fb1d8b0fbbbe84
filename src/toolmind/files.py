"""Files: those that must be there, and those that appear whole or not at all."""

from __future__ import annotations

import codecs
import difflib
import gzip
import os
import platform
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from toolmind.errors import DataError, RunError

_HOST = re.sub(r"\W", "-", platform.node())
"""In the names of temporary files: the number of a process says nothing on another machine."""

_LEFT = 3600
"""Seconds without a write after which a temporary file may be one that was left (ours): containers
may share the name of a machine, and not see each other's processes."""


def user_cache_folder() -> Path:
    """Return the user's folder for what can be made again (XDG): it need not be there."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # A relative one is to be ignored (XDG Base Directory Specification).
    return (Path(base) if Path(base).is_absolute() else Path("~/.cache").expanduser()) / "toolmind"


def require_file(path: Path) -> None:
    """Make sure that a file is there.

    Raises:
        DataError: it is not; the message names the nearest existing one.
    """
    if path.is_dir():
        raise DataError("is a folder, not a file", file=str(path), remedy="Name a file in it")
    if path.exists():
        return
    folder = path.parent
    if not folder.is_dir():
        raise DataError("no such file, nor its folder", file=str(path), remedy="Check the path")
    near = difflib.get_close_matches(path.name, [p.name for p in folder.iterdir()], n=1, cutoff=0.5)
    hint = f"Did you mean {folder / near[0]}?" if near else "Check the path"
    raise DataError("no such file", file=str(path), remedy=hint)


def require_writable(path: Path, remedy: str) -> None:
    """Make sure that a file could be written, and its folders made; nothing is made.

    Raises:
        RunError: it could not; `remedy` ends the message.
    """
    if path.is_dir():
        raise RunError(f"{path}: is a folder, not a file. {remedy}")
    nearest = next(place for place in (path, *path.absolute().parents) if place.exists())
    if nearest != path and not nearest.is_dir():
        raise RunError(f"{path.parent}: cannot be made: {nearest} is no folder. {remedy}")
    if not os.access(nearest, os.W_OK):
        raise RunError(f"{nearest}: cannot be written. {remedy}")


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file for reading bytes, through gzip where its name says so."""
    return cast(IO[bytes], gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def no_utf8(raw: bytes) -> str:
    """Say which byte of a file, or of a line of one, is no UTF-8, and what to do; else nothing.

    Bytes are counted from 1.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "is in UTF-16. Save it in UTF-8"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        lines = raw.count(b"\n", 0, error.start)
        line = f", line {lines + 1}" if b"\n" in raw else ""
        return (
            f"is not UTF-8: byte {error.start + 1} (0x{raw[error.start]:02x}{line}). Save it"
            " in UTF-8, as by iconv -f ENCODING -t UTF-8 (of Latin-1: -f ISO-8859-1)"
        )
    return ""


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        DataError: it cannot be read, or is not UTF-8; names the byte.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from None
    if problem := no_utf8(raw):
        raise DataError(problem, file=str(path))
    return raw.decode("utf-8")


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

    What processes of this machine left there that were killed is removed once it is an hour old.

    Raises:
        RunError: a file cannot be written in the block.
    """
    temporary = path.with_name(f".{path.name}.{_HOST}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_left(path)
        yield temporary
    except OSError as error:
        raise RunError(
            f"{path}: cannot be written: {error.strerror or error}. Nothing finished is lost:"
            " free space, or choose another folder, and run the same command again"
        ) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _remove_left(path: Path) -> None:
    begin = f".{path.name}.{_HOST}."
    for one in path.parent.iterdir():
        process = one.name.removeprefix(begin).removesuffix(".tmp")
        if one.name == f"{begin}{process}.tmp" and process.isdecimal() and not _runs(int(process)):
            with suppress(OSError):
                if time.time() - one.stat().st_mtime > _LEFT:
                    one.unlink()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        pass
    return True
