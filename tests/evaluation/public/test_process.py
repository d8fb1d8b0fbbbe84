from __future__ import annotations

import asyncio
import json
import os
import sys
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


async def test_a_folder_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await run_script(PYTHON, script(tmp_path, "print(job['n'])"), {"n": 3}, Path("out/run"), {})
    assert (tmp_path / "out/run" / LOG).read_text().strip() == "3"
