"""What a log is told of long work."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest

from dialogues import GOOD, trajectory
from toolmind.models.cost import Meter
from toolmind.records import Usage, Verdict
from toolmind.runs.progress import Progress, RunProgress
from toolmind.runs.statistics import Statistics


def test_a_line_tells_what_is_done_and_spent(capsys: pytest.CaptureFixture[str]) -> None:
    meter = Meter()
    with Progress("pairs of tools", meter) as progress:
        progress.reached(4, 10)
        meter.paid("m", Usage(requests=2, prompt_tokens=900_000, completion_tokens=100_000))
        progress.reached(7, 10)
    line = capsys.readouterr().err.splitlines()[-1]
    assert line.startswith("7/10 pairs of tools (")
    assert line.endswith("; 2 model calls, 1.0M tokens")


def test_what_was_there_before_does_not_count_as_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress("pairs of tools", Meter())
    monkeypatch.setattr("time.monotonic", lambda started=progress._started: started + 2)
    progress.reached(1000, 1010)
    assert "/s" not in progress.line()
    progress.reached(1004, 1010)
    assert "(2/s, 3 s left)" in progress.line()


def test_a_run_tells_what_became_of_the_items_of_this_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with RunProgress(3, done=0, meter=Meter()) as progress:
        progress.failed("scenario: x")
    assert ": 0 passed, 0 dropped, 1 failed;" in capsys.readouterr().err
    with RunProgress(3, done=1, meter=Meter()) as progress:
        progress.failed("scenario: x")
    assert "2/3 items" in (err := capsys.readouterr().err)
    assert ": 0 passed, 0 dropped, 1 failed in this start;" in err


def test_what_is_selected_is_told_as_the_report_counts_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A preview of twenty in a folder of a hundred, of which one is a duplicate and two failed."""
    counts = Statistics(played=98, kept=97, failed=Counter({"simulate: x": 2}))
    with RunProgress(20, done=20, meter=Meter()) as progress:
        progress.selected(counts)
    assert capsys.readouterr().err.startswith("100/100 items: 97 kept, 1 dropped, 2 failed; ")


def test_the_time_left_is_not_said_of_the_first_few(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = RunProgress(1000, done=0, meter=Meter(), in_flight=20)
    monkeypatch.setattr("time.monotonic", lambda started=progress._started: started + 10)
    progress.reached(20, 1000)
    assert "left" not in progress.line()
    progress.reached(25, 1000)
    assert "390 s left" in progress.line()
    monkeypatch.setattr("time.monotonic", lambda started=progress._started: started + 1000)
    progress.reached(30, 1000)
    assert "9.0 h left" in progress.line()


def test_what_was_played_is_kept_or_dropped_by_the_one_policy() -> None:
    progress = RunProgress(3, done=0, meter=Meter())
    played = trajectory(*GOOD)
    failed = Verdict(check="c", scope="trajectory", outcome="fail", code="bad")
    masked = Verdict(check="c", scope="turn", outcome="fail", code="bad", turn="m1")
    for verdicts in ((), (masked,), (failed,)):
        progress.finished(played, verdicts)
    assert (progress.passed, progress.dropped, progress.errors) == (2, 1, 0)
    assert "3/3 items" in progress.line()
    assert ": 2 passed, 1 dropped, 0 failed;" in progress.line()


def test_a_log_gets_a_line_every_ten_seconds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress("things", Meter(), total=10)
    now = progress._started
    monkeypatch.setattr("time.monotonic", lambda: now)
    for _ in range(5):
        now += 4
        progress.step()
    said = [line.partition(" ")[0] for line in capsys.readouterr().err.splitlines()]
    assert said == ["3/10"]


def test_what_was_paid_is_said() -> None:
    meter = Meter()
    meter.paid("m", Usage(requests=1, cost=1.239))
    assert Progress("things", meter).line().endswith("1 model calls, 0.0M tokens, $1.24")


def shown_by(work: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a terminal is sent while something works."""
    master, slave = os.openpty()
    shown = b""
    with os.fdopen(master, "rb", buffering=0) as screen:
        with os.fdopen(slave, "w") as terminal:
            monkeypatch.setattr("sys.stderr", terminal)
            work()
        with suppress(OSError):  # so a terminal ends that nobody writes to any more
            while chunk := screen.read(4096):
                shown += chunk
    return shown.decode()


def test_on_a_terminal_there_is_a_bar_and_a_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def work() -> None:
        with Progress("things", Meter(), total=4) as progress:
            progress.step()
            progress.step()

    shown = shown_by(work, monkeypatch)
    assert "━" in shown
    assert "2/4 things (" in shown.splitlines()[-1]


def test_a_run_shows_there_why_items_fell_and_what_it_cost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meter = Meter()
    bad = Verdict(check="c", scope="trajectory", outcome="fail", code="bad")

    def work() -> None:
        monkeypatch.setenv("COLUMNS", "120")
        with RunProgress(9, done=0, meter=meter) as progress:
            meter.paid("m", Usage(requests=1, cost=1.5))
            progress.finished(trajectory(*GOOD), ())
            progress.finished(trajectory(*GOOD), (bad,))
            progress.finished(trajectory(*GOOD), (bad,))
            progress.failed("scenario: [bold]x")

    shown = shown_by(work, monkeypatch)
    assert "2  dropped: c.bad" in shown and "1  failed: scenario: [bold]x" in shown
    assert shown.index("dropped: c.bad") < shown.index("failed: scenario")
    assert "1 passed, 2 dropped, 1 failed; 1 model calls" in shown.splitlines()[-1]
    assert "$1.50" in shown.splitlines()[-1]
