"""The examples of `examples/`, run by the commands that their configuration names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "examples"
SRC = Path(__file__).parents[1] / "src"


def copied(name: str, into: Path) -> Path:
    """Return a copy of an example, to be run in."""
    leave = shutil.ignore_patterns("__pycache__", "runs", "pool.*")
    return Path(shutil.copytree(EXAMPLES / name, into / name, ignore=leave))


def commands(example: Path) -> list[str]:
    """Return the commands that an example's configuration names."""
    lines = (example / "config.yaml").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("#").strip() for line in lines if line.startswith("#   ")]


def follow(example: Path) -> None:
    """Run the commands as they stand, with this interpreter."""
    tool = f"{shlex.quote(sys.executable)} -m toolmind "
    before = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # `python` is this one
    for line in commands(example):
        ours = line.replace("toolmind ", tool, 1).replace("PYTHONPATH=. ", "")
        done = subprocess.run(
            ours,
            shell=True,
            cwd=example,
            capture_output=True,
            text=True,
            env={**os.environ, "PATH": before, "PYTHONPATH": f".:{SRC}"},
        )
        assert done.returncode == 0, done.stderr
