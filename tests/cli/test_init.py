"""`toolmind init`: a commented configuration that is valid, and never over another file."""

from __future__ import annotations

from pathlib import Path

from toolmind.config import load_config
from toolmind.errors import UserError
from typed import typed


def test_what_is_written_is_valid_and_the_next_step_is_told(tmp_path: Path) -> None:
    path = tmp_path / "new" / "small.yaml"
    done = typed("init", path)
    assert done.exit_code == 0
    assert f"toolmind validate {path}, then toolmind run {path}" in done.stdout
    assert load_config(path).count == 200
    assert path.read_text().startswith("# A ToolMind run.")


def test_a_file_that_is_there_is_left_alone_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text("count: 3\n")
    done = typed("init", path)
    assert isinstance(done.exception, UserError)
    assert f"{path}: exists already" in str(done.exception) and "--force" in str(done.exception)
    assert path.read_text() == "count: 3\n"
    assert typed("init", path, "--force").exit_code == 0
    assert load_config(path).count == 200


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "small.yaml"
    done = typed("init", path)
    assert isinstance(done.exception, UserError)
    assert f"{path}: cannot be written: " in str(done.exception)
