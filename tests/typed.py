"""The command line as a user types it: in a process of its own or, faster, in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from toolmind.cli.main import build_app


def toolmind(*words: object, cwd: Path, code: int = 0) -> str:
    """Return what the command prints, on both streams."""
    done = subprocess.run(
        [sys.executable, "-m", "toolmind", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def typed(verb: str, *words: object) -> Result:
    """Run a verb here; what it raises is in the result."""
    line = [verb, *map(str, words)]
    return CliRunner().invoke(build_app(verb), line, env={"COLUMNS": "400"})
