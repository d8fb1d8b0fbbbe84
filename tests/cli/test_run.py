"""`toolmind run` as it is typed: where it writes, how it is stopped and goes on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from scripted_server import ScriptedServer, serving
from toolmind.errors import RunError
from typed import toolmind, typed

pytestmark = pytest.mark.offline


@pytest.fixture
def work(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a small configuration in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text((small_run / "small.yaml").read_text())
    return tmp_path


@pytest.mark.parametrize("way", ["small.yaml", "./small.yaml", "{work}/small.yaml"])
def test_a_run_goes_into_a_folder_by_the_name_of_its_file(work: Path, way: str) -> None:
    done = typed("run", way.format(work=work), "--limit", 1)
    assert done.exit_code == 0, done.exception
    assert [path.name for path in (work / "runs").iterdir()] == ["small"]
    assert (work / "runs/small/trajectories.jsonl").read_bytes().count(b"\n") == 1
    assert "1/1 items" in done.output and "embedded rule-based model" in done.output


def test_a_run_of_which_nothing_is_kept_is_a_finding(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "strict.py").write_text(
        "from toolmind.checks.base import Finding, RuleCheck\n"
        "class Never(RuleCheck):\n"
        "    name = 'never'\n"
        "    def findings(self, context):\n"
        "        yield Finding('never', 'nothing is good enough')\n"
    )
    monkeypatch.syspath_prepend(work)
    done = typed("run", "small.yaml", "--limit", 1, "checks.use=['strict:Never']")
    assert done.exit_code == 1
    assert "never.never" in done.output and "nothing was kept" in done.output


async def test_an_account_that_runs_dry_stops_a_run_and_the_same_command_goes_on(
    work: Path,
) -> None:
    def answering(status: int, words: str) -> Any:
        return lambda *_: web.json_response({"error": {"message": words}}, status=status)

    async with serving(ScriptedServer()) as server:
        player = f"{{type: openai, model: m, base_url: '{server.base_url}'}}"
        line = ("run", "small.yaml", f"models.endpoints.e={player}", "models.user=e", "--limit", 2)
        rejected = work / "runs" / "small" / "rejected.jsonl"

        server.script = [answering(402, "Insufficient Balance")]
        told = await asyncio.to_thread(toolmind, *line, cwd=work, code=4)
        assert "stopped: " in told and "Insufficient Balance" in told and "goes on" in told
        assert rejected.read_bytes() == b""

        server.script = [answering(400, "no such role")]
        await asyncio.to_thread(toolmind, *line, cwd=work, code=1)
        assert rejected.read_bytes().count(b"model.http_400") == 2

        server.script = [answering(402, "Insufficient Balance")]  # they are owed again
        await asyncio.to_thread(toolmind, *line, cwd=work, code=4)


def test_a_changed_configuration_is_refused_or_starts_afresh(work: Path) -> None:
    assert typed("run", "small.yaml", "--limit", 1, "--out", "out").exit_code == 0
    before = (work / "out" / "scenarios.jsonl").read_bytes()
    done = typed("run", "small.yaml", "seed=1", "--limit", 1, "--out", "out")
    assert isinstance(done.exception, RunError) and "seed" in str(done.exception)
    assert (work / "out" / "scenarios.jsonl").read_bytes() == before
    done = typed("run", "small.yaml", "seed=1", "--limit", 1, "--out", "out", "--fresh")
    assert done.exit_code == 0
    assert (work / "out" / "scenarios.jsonl").read_bytes() != before


def test_without_caches_a_run_leaves_nothing_outside_its_folder(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(work / "cache"))
    assert typed("run", "small.yaml", "--no-cache", "--limit", 1, "--out", "one").exit_code == 0
    assert not (work / "cache").exists()
    assert typed("run", "small.yaml", "--limit", 1, "--out", "two").exit_code == 0
    assert list((work / "cache").rglob("*.npz"))


def test_a_dry_run_makes_no_folder_and_tells_what_to_expect_by_role(work: Path) -> None:
    done = typed("run", "small.yaml", "count=12", "--dry-run", "--latency", 3, "--out", "dry")
    assert done.exit_code == 0, done.exception
    assert {"assistant", "scenario", "user"} <= set(done.stdout.split())
    assert "12 items" in done.stdout and "at 3 s a reply" in done.stdout
    assert not (work / "dry").exists() and not (work / "runs").exists()
    assert "tokens per kept turn" in " ".join(done.stdout.split())
    printed = json.loads(typed("run", "small.yaml", "--dry-run", "--json").stdout)
    assert printed["roles"]["assistant"]["requests"] > 0
    assert 0 < printed["prefix_reuse"] < 1
    assert printed["prompt_tokens_per_kept"] > printed["tokens_per_kept_turn"] > 0


PRIVATE = (
    "models.endpoints.t={type: openai, base_url: 'https://a.test', model: m, ca_bundle: ca.pem}"
)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "none.yaml"], "toolmind init"),
        (["run", "small.yaml", "cout=3"], "did you mean 'count'"),
        (["validate", "small.yaml", "models.assistant=t", PRIVATE], "ca_bundle: no such file"),
    ],
)
def test_bad_input_is_one_clear_error(work: Path, words: list[str], message: str) -> None:
    printed = toolmind(*words, cwd=work, code=2)
    assert printed.startswith("error: ") and message in printed
    assert "Traceback" not in printed


# A model that never answers: whatever is in flight stays there.
SILENT = """
import asyncio, sys
from pathlib import Path

async def silent(reader, writer):
    Path("asked").touch()
    await reader.read()

async def main():
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


class Interruptible:
    """The command in a process of its own."""

    def __init__(self, *words: str, cwd: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "toolmind", *words],
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "160"},
        )

    def interrupt_once(self, there: Path) -> None:
        """Send Ctrl-C once a file is there and has something in it, if it is not to be a mark."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if there.exists() and (there.stat().st_size or not there.suffix):
                break
            time.sleep(0.02)
        self.process.send_signal(signal.SIGINT)

    def ended(self) -> tuple[int, bytes]:
        _, errors = self.process.communicate(timeout=60)
        assert b"Traceback" not in errors
        return self.process.returncode, errors


def test_an_interrupted_run_finishes_what_is_in_flight_and_goes_on(work: Path) -> None:
    # With few in flight, most are not begun when the first is finished.
    words = ("run", "small.yaml", "count=600", "runtime.concurrency=4", "--out", "out")
    part = work / "out" / "verdicts.jsonl"
    run = Interruptible(*words, cwd=work)
    run.interrupt_once(part)
    code, errors = run.ended()
    assert code == 130 and b"The same command goes on from here" in errors
    before = part.read_bytes()
    assert 0 < before.count(b"\n") < 600
    done = typed(*words[:2], "count=600", "--limit", before.count(b"\n") + 3, "--out", "out")
    assert done.exit_code == 0, done.exception
    assert part.read_bytes().startswith(before)


def test_a_second_interrupt_gives_up_what_is_in_flight(work: Path) -> None:
    server = subprocess.Popen([sys.executable, "-c", SILENT], cwd=work, stdout=subprocess.PIPE)
    assert server.stdout is not None
    try:
        url = f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        endpoint = f"models.endpoints.silent={{type: openai, base_url: '{url}', model: m}}"
        words = ("run", "small.yaml", endpoint, "models.scenario=silent", "--out", "out")
        run = Interruptible(*words, cwd=work)
        run.interrupt_once(work / "asked")
        assert run.process.stderr is not None
        while b"Ctrl-C again" not in run.process.stderr.readline():
            assert run.process.poll() is None
        run.process.send_signal(signal.SIGINT)
        code, _ = run.ended()
        assert code == 130
    finally:
        server.kill()
        server.communicate()
    for name in ("trajectories", "rejected"):
        part = work / "out" / f"{name}.jsonl"
        assert not part.exists() or not part.read_bytes(), "what was given up is owed"


async def test_a_spent_budget_has_an_exit_code_of_its_own(work: Path, double: Any) -> None:
    async with double() as server:
        endpoint = f"{{type: openai, base_url: '{server.url}', model: embedded}}"
        words = ["run", "small.yaml", f"models.endpoints.double={endpoint}", "--out", "out"]
        words += ["models.assistant=double", "runtime.concurrency=2"]
        printed = await asyncio.to_thread(
            toolmind, *words, "runtime.max_tokens=2000", cwd=work, code=3
        )
        assert "stopped: " in printed and "same command with a higher limit goes on" in printed
        before = (work / "out" / "scenarios.jsonl").read_bytes()
        await asyncio.to_thread(toolmind, *words, cwd=work)
    assert (work / "out" / "scenarios.jsonl").read_bytes().startswith(before)
