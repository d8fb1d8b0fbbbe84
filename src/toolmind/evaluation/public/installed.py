"""The environment in which a benchmark's own code runs: made once, of pinned versions."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from toolmind.errors import RunError
from toolmind.files import user_cache_folder
from toolmind.runs.lock import acquire, make

_MADE = "made"
"""Written last, so that an environment whose making was interrupted is made again."""


async def environment(
    name: str, *, python: Path | None = None, folder: Path | None = None, pins: str | None = None
) -> Path:
    """Return the Python of a benchmark's environment, which is made where it is not there yet.

    It lies in the user's cache folder (`benchmarks/`), apart by versions and by interpreter. What
    is installed is pinned, with all that it needs, and comes from where pip is told to look.

    Raises:
        RunError: it cannot be made; the message ends with what pip said.
    """
    text = pins if pins is not None else _pins(name)
    base = Path(python or sys.executable).resolve()  # `python` and `python3` are one
    key = hashlib.sha256(f"{base}\n{text}".encode()).hexdigest()[:12]
    home = (folder or user_cache_folder() / "benchmarks") / f"{name}-{key}"
    inside = home / "bin/python"
    if (home / _MADE).exists():
        return inside
    make(home.parent / f"{name}.making")
    lock = acquire(home.parent / f"{name}.making")
    try:
        shutil.rmtree(home, ignore_errors=True)
        await _done(base, "-m", "venv", str(home), why=f"{name}: no environment could be made")
        (home / "pins.txt").write_text(text, encoding="utf-8")
        pip = ("-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps")
        why = f"{name}: its packages could not be installed"
        await _done(inside, *pip, "-r", str(home / "pins.txt"), why=why)
        (home / _MADE).touch()
    finally:
        os.close(lock)
    return inside


def _pins(name: str) -> str:
    return files("toolmind").joinpath(f"data/benchmarks/{name}.txt").read_text(encoding="utf-8")


async def _done(python: Path, *arguments: str, why: str) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            python,
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError as error:
        raise RunError(f"{why}: {python}: {error.strerror}") from None
    said, _ = await process.communicate()
    if process.returncode:
        end = "\n".join(said.decode(errors="replace").strip().splitlines()[-5:])
        raise RunError(f"{why} by {python}:\n{end}\nName another interpreter with --python")
