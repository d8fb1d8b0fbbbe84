"""A folder for each dialogue, begun as a copy of one: what a server writes, only it sees."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path


class Copy:
    """A folder of its own, removed when it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    async def of(cls, template: Path | None) -> Copy:
        """Return a copy of a folder; of None, an empty one."""
        return cls(await asyncio.to_thread(_copied, template))

    async def close(self) -> None:
        """Remove the folder."""
        await asyncio.to_thread(shutil.rmtree, self.path, ignore_errors=True)


def _copied(template: Path | None) -> Path:
    path = Path(tempfile.mkdtemp(prefix="toolmind-"))
    if template:
        shutil.copytree(template, path, symlinks=True, dirs_exist_ok=True)
    return path
