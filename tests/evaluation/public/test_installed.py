from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.evaluation.public.installed import environment


def words(python: Path, code: str) -> list[str]:
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


async def test_an_environment_is_made_once_and_again_for_other_pins(tmp_path: Path) -> None:
    inside = await environment("bench", folder=tmp_path, pins="# nothing\n")
    prefix = "import sys; print(sys.prefix != sys.base_prefix, sys.prefix)"
    assert words(inside, prefix) == ["True", str(inside.parents[1])]
    mark = inside.parents[1] / "mark"
    mark.touch()
    assert await environment("bench", folder=tmp_path, pins="# nothing\n") == inside
    assert mark.exists()
    (inside.parents[1] / "made").unlink()
    await environment("bench", folder=tmp_path, pins="# nothing\n")
    assert not mark.exists(), "one whose making was interrupted is made again"


async def test_what_pip_said_is_told(tmp_path: Path) -> None:
    refused = pytest.raises(RunError, match=r"bench: its packages.*\n(.*\n)*.*--python")
    with refused:
        await environment("bench", folder=tmp_path, pins="./no-such-folder-of-a-package\n")
    with pytest.raises(RunError, match="no environment could be made"):
        await environment("bench", folder=tmp_path, pins="", python=tmp_path / "python")


@pytest.mark.parametrize("name", ["bfcl", "tau2"])
def test_all_that_is_installed_is_pinned(name: str) -> None:
    from toolmind.evaluation.public.installed import _pins

    lines = [line for line in _pins(name).splitlines() if line]
    assert len(lines) > 20
    assert not [line for line in lines if line.count("==") != 1 or "/" in line]
