"""The verbs as a user types them, each in a process of its own."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolmind.cli.main import ELSEWHERE, VERBS
from toolmind.tools.pool import shipped_pool_path

HEAVY = ("numpy", "aiohttp", "duckdb", "pydantic", "datasets", "pyarrow", "mcp", "torch")


def toolmind(*arguments: object, cwd: Path, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "toolmind", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "COLUMNS": "160"},
    )
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small finished run in it."""
    folder = tmp_path_factory.mktemp("cli")
    toolmind("init", "small.yaml", cwd=folder)
    printed = toolmind("run", "small.yaml", "count=12", cwd=folder)
    assert "12/12 items" in printed
    return folder


@pytest.mark.parametrize(
    "what", ["import toolmind", "import toolmind.cli.main as m; m.build_app(None)"]
)
def test_nothing_heavy_is_imported_on_the_way_to_help(what: str) -> None:
    code = f"{what}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_help_names_every_verb(tmp_path: Path) -> None:
    printed = toolmind("--help", cwd=tmp_path)
    for verb in VERBS:
        assert verb in printed


@pytest.mark.parametrize(
    "verb",
    [pytest.param(verb, marks=[pytest.mark.offline] * (verb in ELSEWHERE)) for verb in VERBS],
)
def test_every_verb_has_help_of_its_own(verb: str, tmp_path: Path) -> None:
    assert "Usage" in toolmind(verb, "--help", cwd=tmp_path)


@pytest.mark.offline
def test_a_configuration_is_written_once_and_is_valid(work: Path) -> None:
    assert "good" in toolmind("validate", "small.yaml", cwd=work)
    assert "exists already" in toolmind("init", "small.yaml", cwd=work, code=2)


@pytest.mark.offline
def test_report_and_show_say_what_was_made(work: Path) -> None:
    report = toolmind("report", "runs/small", cwd=work)
    assert "played and checked" in report
    assert "embedded rule-based model" in report
    assert "turns.parquet" in report
    shown = toolmind("show", "runs/small", "-n", "3", cwd=work)
    assert shown.count("──") == 3
    assert "assistant" in shown


@pytest.mark.offline
def test_without_caches_a_run_leaves_nothing_outside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with gzip.open(shipped_pool_path()) as lines:
        (tmp_path / "pool.jsonl").write_bytes(b"".join(list(lines)[::20]))
    (tmp_path / "run.yaml").write_text("{count: 1, tools: {paths: [pool.jsonl]}}")
    toolmind("run", "run.yaml", "--no-cache", "--out", "one", cwd=tmp_path)
    assert not (tmp_path / "cache").exists()
    toolmind("run", "run.yaml", "--out", "two", cwd=tmp_path)
    assert list((tmp_path / "cache").rglob("*.npz"))


@pytest.mark.offline
def test_the_audit_finds_nothing_in_a_run(work: Path) -> None:
    assert "no known fault" in toolmind("audit", "runs/small/export", cwd=work)


@pytest.mark.offline
def test_a_dry_run_makes_no_folder(work: Path) -> None:
    printed = toolmind("run", "small.yaml", "--dry-run", "--out", "dry", "count=12", cwd=work)
    assert "assistant" in printed
    assert "12 items" in printed
    assert not (work / "dry").exists()


PRIVATE = (
    "models.endpoints.t={type: openai, base_url: 'https://a.test', model: m, ca_bundle: ca.pem}"
)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "none.yaml"], "toolmind init"),
        (["run", "small.yaml", "cout=3"], "did you mean 'count'"),
        (["run", "small.yaml", "tools.paths=[none.jsonl]"], "none.jsonl"),
        (["run", "small.yaml", "models.assistant=teacher"], "no endpoint 'teacher'"),
        (["validate", "small.yaml", "checks.use=[groundin]"], "did you mean 'grounding'"),
        (
            [
                "validate",
                "small.yaml",
                "models.assistant=t",
                PRIVATE,
            ],
            "ca_bundle: no such file: ca.pem",
        ),
        (["report", "nowhere"], "not a run folder"),
        (["show", "nowhere"], "not a run folder"),
    ],
)
@pytest.mark.offline
def test_bad_input_is_one_clear_error(work: Path, arguments: list[str], message: str) -> None:
    printed = toolmind(*arguments, cwd=work, code=2)
    assert message in printed
    assert "Traceback" not in printed


@pytest.mark.offline
def test_broken_rows_are_skipped_and_counted_or_fatal_when_strict(work: Path) -> None:

    with gzip.open(shipped_pool_path(), "rt") as lines:
        rows = [next(lines) for _ in range(400)]
    rows.insert(3, '{"id": "broken"\n')
    (work / "pool.jsonl").write_text("".join(rows))
    pool = ["--out", "broken", "tools.paths=[pool.jsonl]"]
    printed = toolmind("validate", "small.yaml", *pool, cwd=work)
    assert "pool.jsonl:4" in printed
    assert "1 rows skipped" in printed
    strict = toolmind("validate", "small.yaml", *pool, "tools.strict=true", cwd=work, code=2)
    assert "pool.jsonl:4" in strict


@pytest.mark.offline
def test_an_interrupted_run_goes_on(work: Path) -> None:
    # With few in flight, most are not begun when the first is finished.
    run = ["run", "small.yaml", "count=600", "runtime.concurrency=8", "--out", "interrupted"]
    command = [sys.executable, "-m", "toolmind", *run]
    process = subprocess.Popen(command, cwd=work, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    part = work / "interrupted" / "verdicts.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (part.exists() and part.stat().st_size):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    before = part.read_bytes()
    assert 0 < before.count(b"\n") < 600
    assert b"Traceback" not in errors
    toolmind(*run, cwd=work)
    assert part.read_bytes().startswith(before)
    assert part.read_bytes().count(b"\n") <= 600
