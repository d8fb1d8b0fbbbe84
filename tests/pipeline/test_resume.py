"""Hard conditions, with real processes: whatever befalls a run, the same command ends it right."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from full_disk import process_with_room_for
from toolmind.tools.pool import shipped_pool_path

pytestmark = pytest.mark.offline

PARTS = ("scenarios", "trajectories", "verdicts", "rejected")
OF_ALL_STARTS = (
    "usage",
    "faults",
    "prompt_tokens_per_kept",
    "tokens_per_kept_turn",
    "prefix_reuse",
)
"""What is told of all starts: what is done again is asked and counted again."""
COUNT = 40
KILLS = 20
PATIENCE = 120.0
"""Seconds that a process may take before a test gives up; never reached when all is well."""


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("configuration")
    with gzip.open(shipped_pool_path(), "rt") as shipped:
        (folder / "pool.jsonl").write_text("".join(shipped.readlines()[:150]))
    file = folder / "small.yaml"
    file.write_text(
        f"count: {COUNT}\n"
        f"tools: {{paths: [{folder / 'pool.jsonl'}]}}\n"
        "chains: {min_length: 3, max_length: 8}\n"
        "export: {formats: [openai]}\n"
        "runtime: {concurrency: 4}\n"
    )
    return file


def start(configuration: Path, out: Path, *more: str, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "toolmind", "run", str(configuration), *more]
    return subprocess.Popen(
        [*command, "--out", str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, errors


def play(configuration: Path, out: Path, *more: str, **options: object) -> tuple[int, str]:
    return finish(start(configuration, out, *more, **options))


def contents(out: Path) -> dict[str, object]:
    """Return all that a run made: exports as bytes, the parts as their lines in item order."""
    found: dict[str, object] = {
        str(file.relative_to(out)): file.read_bytes()
        for file in sorted((out / "export").rglob("*"))
        if file.is_file()
    }
    for part in (*PARTS, "decisions", "tools"):
        found[part] = sorted((out / f"{part}.jsonl").read_bytes().splitlines())
    stats = json.loads((out / "stats.json").read_bytes())
    for of_all_starts in OF_ALL_STARTS:
        del stats[of_all_starts]
    found["stats"] = stats
    return found


def written(out: Path) -> int:
    files = (out / f"{part}.jsonl" for part in PARTS)
    return sum(file.stat().st_size for file in files if file.exists())


def wait_for(process: subprocess.Popen[str], condition: Callable[[], bool]) -> bool:
    """Wait until the condition holds; return False if the process ended before."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None:
            return False
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.001)
    return True


@pytest.fixture(scope="module")
def undisturbed(configuration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "undisturbed"
    code, errors = play(configuration, out)
    assert code == 0, errors
    return out


@pytest.fixture
def running(configuration: Path, tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    """A process at work on a folder, far from its end."""
    process = start(configuration, tmp_path / "run")
    assert wait_for(process, lambda: written(tmp_path / "run") > 0)
    yield tmp_path / "run", process
    process.kill()
    process.communicate()


def test_killed_at_twenty_random_moments_nothing_is_lost_or_done_twice(
    configuration: Path, undisturbed: Path, tmp_path: Path
) -> None:
    """Kills fall where a random share of the results is written, some past the last item."""
    out = tmp_path / "run"
    total = written(undisturbed)
    rng = random.Random(7)
    moments = sorted(rng.random() for _ in range(KILLS - 3)) + [1.0] * 3
    killed = 0
    for moment in moments:
        process = start(configuration, out)
        if wait_for(process, lambda m=moment: written(out) >= m * total):  # type: ignore[misc]
            time.sleep(rng.random() * 0.05)
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        process.communicate()
        before = written(out)
        assert before <= total, "something was done twice"
    assert killed >= KILLS - 3, "the test must kill what is at work"
    code, errors = play(configuration, out)
    assert code == 0, errors
    assert contents(out) == contents(undisturbed)


@pytest.mark.parametrize("share", [0.3, 0.8, 1.0])
def test_a_full_disk_in_mid_run_loses_nothing(
    configuration: Path, undisturbed: Path, tmp_path: Path, share: float
) -> None:
    """A limit on the size of files stands for a full disk; the last one is met by the export."""
    out = tmp_path / "run"
    assert play(configuration, out, "--limit", "3")[0] == 0
    largest = max((undisturbed / f"{part}.jsonl").stat().st_size for part in PARTS)
    exported = max(f.stat().st_size for f in (undisturbed / "export").rglob("*") if f.is_file())
    assert exported > largest
    full = process_with_room_for(int(share * largest) + (share == 1.0))
    code, errors = play(configuration, out, **full)
    assert code == 2, errors
    assert f"{out}/" in errors and "File too large" in errors and "Traceback" not in errors
    assert ("no room left" in errors) == (share < 1)
    code, errors = play(configuration, out)
    assert code == 0, errors
    assert contents(out) == contents(undisturbed)


def test_a_second_process_on_the_folder_is_refused_and_the_first_goes_on(
    running: tuple[Path, subprocess.Popen[str]], configuration: Path, undisturbed: Path
) -> None:
    out, first = running
    first.send_signal(signal.SIGSTOP)
    code, errors = play(configuration, out)
    first.send_signal(signal.SIGCONT)
    assert code == 2
    assert f"in use by another process (id {first.pid})" in errors
    assert finish(first)[0] == 0
    assert contents(out) == contents(undisturbed)


def test_an_interrupt_finishes_what_is_in_flight_and_the_same_command_goes_on(
    running: tuple[Path, subprocess.Popen[str]], configuration: Path, undisturbed: Path
) -> None:
    out, process = running
    process.send_signal(signal.SIGINT)
    code, errors = finish(process)
    assert code == 130
    assert "The same command goes on from here" in errors and "Traceback" not in errors
    begun = len((out / "scenarios.jsonl").read_bytes().splitlines())
    ended = len((out / "verdicts.jsonl").read_bytes().splitlines())
    assert begun == ended < COUNT, "in flight is finished, nothing new is begun"
    assert play(configuration, out)[0] == 0
    assert contents(out) == contents(undisturbed)


def test_a_second_interrupt_gives_up_what_is_in_flight_and_loses_nothing(
    running: tuple[Path, subprocess.Popen[str]], configuration: Path, undisturbed: Path
) -> None:
    out, process = running
    for _ in range(2):
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
    code, errors = finish(process)
    assert code == 130
    assert "The same command goes on from here" in errors and "Traceback" not in errors
    assert play(configuration, out)[0] == 0
    assert contents(out) == contents(undisturbed)


def test_the_run_folder_of_another_configuration_is_refused(
    configuration: Path, undisturbed: Path
) -> None:
    before = contents(undisturbed)
    code, errors = play(configuration, undisturbed, "chains.max_length=7")
    assert code == 2
    assert "chains.max_length: 8 → 7" in errors and "--fresh" in errors
    assert contents(undisturbed) == before


@pytest.mark.parametrize("place", ["/proc/toolmind", "file"])
def test_a_folder_that_cannot_be_made_is_named(
    configuration: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").touch()
    out = tmp_path / place / "run"
    code, errors = play(configuration, out)
    assert code == 2
    assert str(out) in errors and "Traceback" not in errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(configuration: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    out.mkdir(mode=0o555)
    code, errors = play(configuration, out)
    assert code == 2
    assert str(out) in errors and "--out" in errors
