"""A service of one dialogue: a process that is started on a free port of this machine."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import socket
import time
from pathlib import Path
from typing import BinaryIO

from toolmind.environments.copies import Copy
from toolmind.errors import SimulationError

_POLL_S = 0.02

_ENDS_WITH_RUN = 'exec 3<&0; (read -r _ <&3; kill -KILL 0) </dev/null & exec "$@" </dev/null 3<&-'
"""Runs a command in the shell's place. Beside it waits who ends its group as soon as the pipe that
is standard input comes to its end: the run holds the other one, and is gone, however it ended."""

_NO_COMMAND = 127
"""What a shell ends with that finds no command of the name."""


class Service:
    """A process that serves at `address`, in a folder of its own."""

    def __init__(
        self, process: asyncio.subprocess.Process, held: BinaryIO, folder: Copy, address: str
    ) -> None:
        """Take over a process, and the end of a pipe with which it is to end."""
        self._process, self._held = process, held
        self._folder, self.address = folder, address

    @classmethod
    async def started(cls, command: str, template: Path | None, timeout_s: float) -> Service:
        """Start a command line, in which ``{port}`` and ``{folder}`` are filled in.

        What it starts ends with this process, were it killed.

        Raises:
            SimulationError: it is not there, ends, or does not listen within `timeout_s` seconds.
        """
        folder, port = await Copy.of(template), _free_port()
        filled = command.replace("{port}", str(port)).replace("{folder}", str(folder.path))
        watched, end = os.pipe()
        held = os.fdopen(end, "wb")
        try:
            process = await asyncio.create_subprocess_exec(
                *("/bin/sh", "-c", _ENDS_WITH_RUN, "sh", *shlex.split(filled)),
                cwd=folder.path,
                stdin=watched,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            held.close()
            await folder.close()
            raise SimulationError("environment.not_started", f"{command}: {error}") from error
        finally:
            os.close(watched)
        service = cls(process, held, folder, f"http://127.0.0.1:{port}")
        try:
            await service._listening(command, port, timeout_s)
        except BaseException:
            await service.close()
            raise
        return service

    async def _listening(self, command: str, port: int, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self._process.returncode is not None:
                code = self._process.returncode
                why = " (there is no such command)" if code == _NO_COMMAND else ""
                text = f"{command}: it ended with code {code}{why}"
                raise SimulationError("environment.not_started", text)
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(_POLL_S)
                continue
            writer.close()
            return
        text = f"it does not listen on its port within {timeout_s:g} s"
        raise SimulationError("environment.not_started", text)

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.returncode is None

    async def close(self) -> None:
        """End the process, and what it started, and remove its folder."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._held.close()
        await self._process.wait()
        await self._folder.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
