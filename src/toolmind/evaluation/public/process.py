"""One job of a benchmark's own code, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from toolmind.errors import RunError
from toolmind.runs.lock import make

LOG = "log.txt"

_END_WITH_PARENT = Path(__file__).with_name("end_with_parent.py")


async def run_script(
    python: Path, script: Path, job: Mapping[str, Any], folder: Path, env: Mapping[str, str]
) -> None:
    """Run a script by another Python; what it says goes into a log in the folder.

    `env` is added to this process's environment. A job ends, with its children, when it is
    cancelled, and when this process ends in whatever way.

    Raises:
        RunError: the script failed; the message ends with its last lines.
    """
    make(folder)
    (folder / "job.json").write_bytes(orjson.dumps(dict(job), option=orjson.OPT_INDENT_2))
    with (folder / LOG).open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            python,
            "-P",  # what lies beside the script is not to be imported: names may be the benchmark's
            _END_WITH_PARENT,
            script.absolute(),  # it runs in the folder
            (folder / "job.json").absolute(),
            cwd=folder,
            env={**os.environ, "PYTHONPATH": "", "PYTHONUNBUFFERED": "1", **env},
            stdin=asyncio.subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            failed = await process.wait()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if failed:
        end = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise RunError(f"{folder / LOG}: {script.name} failed:\n" + "\n".join(end[-8:]))
