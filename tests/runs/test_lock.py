"""One process at a time writes in a folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.runs.lock import acquire, make


def test_a_folder_is_locked_until_the_lock_is_closed_and_names_who_holds_it(tmp_path: Path) -> None:
    lock = acquire(tmp_path)
    with pytest.raises(RunError, match=f"in use by another process \\(id {os.getpid()}\\)"):
        acquire(tmp_path)
    os.close(lock)
    os.close(acquire(tmp_path))


def test_the_id_of_one_who_held_it_before_is_gone(tmp_path: Path) -> None:
    (tmp_path / "run.lock").write_text("9" * 30)
    os.close(acquire(tmp_path))
    assert (tmp_path / "run.lock").read_text() == str(os.getpid())


def test_a_folder_is_made_with_those_above_it_unless_a_file_is_there(tmp_path: Path) -> None:
    make(tmp_path / "a" / "b")
    make(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="cannot be made"):
        make(tmp_path / "file" / "b")
