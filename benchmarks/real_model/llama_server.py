"""llama.cpp's server with one model, for as long as it is asked (`make real-model` installs it)."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

ENGINE = Path(__file__).parents[2] / "build" / "real-model" / "bin" / "python"


@contextlib.contextmanager
def llama_server(
    model: Path, log: Path, *, context: int, threads: int, slots: int = 1
) -> Iterator[str]:
    """Serve a GGUF under the name `real`; give the URL. What the server says goes into a file.

    `context` tokens are of each of the `slots`, which are answered at once.
    """
    command = [ENGINE, Path(__file__).with_name("serve.py"), model, context, slots, threads]
    with log.open("wb") as file:
        process = subprocess.Popen(
            list(map(str, command)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        if not address:
            raise SystemExit(f"the engine did not start: see {log}")
        yield f"{address}/v1"
    finally:
        process.terminate()
        process.wait(30)
