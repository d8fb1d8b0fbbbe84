"""`toolmind view` as it is typed; what it serves is tested in tests/viewer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path

import pytest

from toolmind.errors import DataError
from typed import typed


@pytest.mark.offline
def test_a_static_page_is_written(small_run: Path, tmp_path: Path) -> None:
    done = typed("view", small_run / "run", "--static", tmp_path / "out", "--count", 3)
    assert done.exit_code == 0 and done.stdout.startswith("wrote 3 items")
    assert (tmp_path / "out" / "index.html").exists()


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    done = typed("view", tmp_path / "none.jsonl")
    assert isinstance(done.exception, DataError)


@pytest.mark.offline
@pytest.mark.parametrize(
    ("ended", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM)]
)
def test_it_serves_on_this_machine_until_it_is_ended(
    small_run: Path, tmp_path: Path, ended: signal.Signals, status: int
) -> None:
    command = [sys.executable, "-m", "toolmind", "view", str(small_run / "run")]
    # Where the tests run in the background of a script, Ctrl-C is ignored, also by what they start.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    elsewhere = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, preexec_fn=heard, env=elsewhere
    ) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as reply:
            assert reply.status == 200
        process.send_signal(ended)
        assert process.wait(20) == status
    assert list(tmp_path.iterdir()) == [], "nothing stays behind"
