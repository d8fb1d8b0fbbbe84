"""What a log is told of long work."""

from __future__ import annotations

import pytest

from toolmind.models.cost import Meter
from toolmind.records import Usage
from toolmind.runs.progress import Progress, RunProgress


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
    assert "(0/s)" in progress.line()
    progress.reached(1004, 1010)
    assert "(2/s, 3 s left)" in progress.line()


def test_a_run_tells_what_became_of_its_items(capsys: pytest.CaptureFixture[str]) -> None:
    with RunProgress(3, done=1, meter=Meter()) as progress:
        progress.failed()
    assert "2/3 items" in (err := capsys.readouterr().err)
    assert "0 kept, 0 dropped, 1 failed" in err


def test_the_time_left_is_not_said_of_the_first_few(monkeypatch: pytest.MonkeyPatch) -> None:
    progress = RunProgress(1000, done=0, meter=Meter(), in_flight=20)
    monkeypatch.setattr("time.monotonic", lambda started=progress._started: started + 10)
    progress.reached(20, 1000)
    assert "left" not in progress.line()
    progress.reached(25, 1000)
    assert "390 s left" in progress.line()
