from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openai
import pytest

COMMAND = [sys.executable, "-m", "toolmind", "serve-embedded"]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path, subprocess.Popen[str]]]:
    log = tmp_path / "log.jsonl"
    options = ["--port", "0", "--fault", "503=1", "--seed", "3", "--log", str(log)]
    process = subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/v1", line)
        assert found, line
        yield found[0], log, process
    finally:
        process.kill()
        process.communicate()


def test_it_serves_injects_and_leaves_its_log_when_stopped(served):
    url, log, process = served
    with openai.OpenAI(base_url=url, api_key="none", max_retries=0) as client:
        assert [model.id for model in client.models.list()] == ["embedded", "static"]
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(
                model="embedded", messages=[{"role": "user", "content": "hello"}]
            )
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    (line,) = [json.loads(text) for text in log.read_text().splitlines()]
    assert (line["status"], line["fault"]) == (503, "503")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--fault", "503"], "is not KIND=RATE"),
        (["--fault", "resets=0.1"], "did you mean 'reset'"),
        (["--fault", "500=0.7", "--fault", "503=0.7"], "more than 1"),
        (["--tool-mode", "xml"], "qwen_xml"),
    ],
)
def test_options_that_cannot_be(options, says):
    done = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert says in done.stderr
