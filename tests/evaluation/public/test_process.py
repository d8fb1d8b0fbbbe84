from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.evaluation.public.process import LOG, run_script

PYTHON = Path(sys.executable)


def script(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "script.py"
    path.write_text("import json, os, sys, time\njob = json.load(open(sys.argv[1]))\n" + text)
    return path


async def test_a_job_is_given_with_its_environment_and_its_words_are_kept(tmp_path: Path) -> None:
    code = script(
        tmp_path, "print(os.environ['A'], job['n']); open('here', 'w').write(os.getcwd())"
    )
    await run_script(PYTHON, code, {"n": 3}, tmp_path / "out", {"A": "b"})
    assert (tmp_path / "out" / LOG).read_text().strip() == "b 3"
    assert (tmp_path / "out/here").read_text() == str(tmp_path / "out")
    assert json.loads((tmp_path / "out/job.json").read_text()) == {"n": 3}


async def test_what_lies_beside_a_script_does_not_shadow(tmp_path: Path) -> None:
    (tmp_path / "colorsys.py").write_text("raise SystemExit('shadowed')")
    await run_script(PYTHON, script(tmp_path, "import colorsys"), {}, tmp_path / "out", {})


async def test_a_failure_is_told_by_its_last_words(tmp_path: Path) -> None:
    code = script(tmp_path, "raise SystemExit('no such model')")
    with pytest.raises(RunError, match=r"log\.txt: script\.py failed:\n.*no such model"):
        await run_script(PYTHON, code, {}, tmp_path / "out", {})


async def test_a_cancelled_job_ends(tmp_path: Path) -> None:
    code = script(tmp_path, "open('pid', 'w').write(str(os.getpid())); time.sleep(60)")
    task = asyncio.create_task(run_script(PYTHON, code, {}, tmp_path / "out", {}))
    pid = tmp_path / "out/pid"
    while not (pid.exists() and pid.read_text()):  # noqa: ASYNC110 (another process writes it)
        await asyncio.sleep(0.02)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await asyncio.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


CALLER = """
import asyncio, sys
from pathlib import Path
from toolmind.evaluation.public.process import run_script
asyncio.run(run_script(Path(sys.executable), Path(sys.argv[1]), {}, Path(sys.argv[2]), {}))
"""


HOLDING = """
import fcntl, subprocess
held = open("held", "w")
fcntl.flock(held, fcntl.LOCK_EX)
os.set_inheritable(held.fileno(), True)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(90)"], close_fds=False)
open("begun", "w")
time.sleep(90)
"""
"""A script and its child that hold a lock as long as one of them runs."""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
def test_a_job_does_not_outlive_who_started_it(tmp_path: Path, how: signal.Signals) -> None:
    code, out = script(tmp_path, HOLDING), tmp_path / "out"
    command = [sys.executable, "-c", CALLER, str(code), str(out)]
    # whoever runs the tests by nohup has processes that SIGHUP does not end
    caller = subprocess.Popen(
        command, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL)
    )
    try:
        assert until((out / "begun").exists)
        assert not free(out / "held")
        caller.send_signal(how)
        assert caller.wait() == -how
        assert until(lambda: free(out / "held"))
    finally:
        caller.kill()
        caller.wait()


def until(seen: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not seen() and time.monotonic() < end:
        time.sleep(0.02)
    return seen()


def free(path: Path) -> bool:
    with path.open() as file, suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


async def test_there_is_nothing_to_read(tmp_path: Path) -> None:
    await run_script(
        PYTHON, script(tmp_path, "print(repr(sys.stdin.read()))"), {}, tmp_path / "out", {}
    )
    assert (tmp_path / "out" / LOG).read_text().strip() == "''"


async def test_a_folder_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await run_script(PYTHON, script(tmp_path, "print(job['n'])"), {"n": 3}, Path("out/run"), {})
    assert (tmp_path / "out/run" / LOG).read_text().strip() == "3"
