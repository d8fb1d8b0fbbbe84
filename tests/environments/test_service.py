import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolmind.environments.service import Service
from toolmind.errors import SimulationError


async def test_a_service_is_there_when_it_has_started_and_gone_when_it_has_stopped(tmp_path):
    (tmp_path / "note.txt").write_text("hi")
    command = f"{sys.executable} -m http.server {{port}} --bind 127.0.0.1 --directory {{folder}}"
    service = await Service.started(command, tmp_path, 30)
    assert service.address.startswith("http://127.0.0.1:")
    folder, process = service._folder.path, service._process.pid
    assert (folder / "note.txt").read_text() == "hi"
    assert service.alive
    await service.close()
    assert not service.alive
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize(
    ("command", "wait", "message"),
    [
        (f"{sys.executable} -c 'exit(3)'", 30, "it ended with code 3"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", 0.2, "does not listen"),
        ("no_such_command_of_test", 30, "no_such_command_of_test"),
        ("a 'quote", 30, "No closing quotation"),
    ],
)
async def test_what_does_not_come_up_fails_the_item_and_leaves_nothing(
    command, wait, message, tmp_path, monkeypatch
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SimulationError, match=message) as raised:
        await Service.started(command, None, wait)
    assert raised.value.code == "environment.not_started"
    assert list(Path(tmp_path).iterdir()) == []


_RUN = """
import asyncio, sys
from toolmind.environments.service import Service

async def main():
    service = await Service.started(sys.argv[1], None, 30)
    print(service._process.pid, service._folder.path, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


def test_what_was_started_ends_with_a_run_that_is_killed(tmp_path):
    command = f"{sys.executable} -m http.server {{port}} --bind 127.0.0.1"
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, command], stdout=subprocess.PIPE, text=True, env=env
    ) as run:
        assert run.stdout
        service = int(run.stdout.readline().split()[0])
        os.killpg(service, 0)
        run.kill()
    with pytest.raises(ProcessLookupError):
        while True:  # the group, and with it who waits beside the service
            os.killpg(service, 0)
            time.sleep(0.02)
