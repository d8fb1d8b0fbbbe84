"""Files that must be there, and files that appear whole or not at all."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from toolmind.errors import DataError, RunError
from toolmind.files import (
    atomic_file,
    atomic_path,
    no_utf8,
    open_bytes,
    read_text,
    require_file,
    require_writable,
    scratch_path,
    user_cache_folder,
)


@pytest.mark.parametrize("named", ["", "relative/cache"])
def test_without_an_absolute_cache_folder_it_is_the_homes(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert user_cache_folder() == tmp_path / ".cache" / "toolmind"


def test_the_cache_folder_that_the_environment_names_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    assert user_cache_folder() == tmp_path / "c" / "toolmind"


def test_a_file_that_is_there_is_let_pass(tmp_path: Path) -> None:
    (tmp_path / "pool.jsonl").touch()
    require_file(tmp_path / "pool.jsonl")


@pytest.mark.parametrize(
    ("name", "problem", "remedy"),
    [
        ("pol.jsonl", "no such file", "Did you mean {folder}/pool.jsonl?"),
        ("unlike", "no such file", "Check the path"),
        ("none/pool.jsonl", "no such file, nor its folder", "Check the path"),
        ("", "is a folder, not a file", "Name a file in it"),
    ],
)
def test_what_is_no_file_is_named_with_the_remedy(
    tmp_path: Path, name: str, problem: str, remedy: str
) -> None:
    (tmp_path / "pool.jsonl").touch()
    with pytest.raises(DataError) as told:
        require_file(tmp_path / name)
    assert (told.value.file, told.value.problem) == (str(tmp_path / name), problem)
    assert told.value.remedy == remedy.format(folder=tmp_path)


def test_bytes_are_read_through_gzip_where_the_name_says_so(tmp_path: Path) -> None:
    text = b"one\ntwo\n"
    (tmp_path / "a.jsonl").write_bytes(text)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text))
    for path in tmp_path.iterdir():
        with open_bytes(path) as file:
            assert list(file) == [b"one\n", b"two\n"]


def test_a_file_appears_when_its_block_ends_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    with atomic_file(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert list(path.parent.iterdir()) == [path]


def test_what_was_there_stays_when_a_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic_file(path) as file:
        file.write(b"new")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, signal, sys
from pathlib import Path
from toolmind.files import atomic_file
with atomic_file(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_there_stays_when_the_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    [left] = [one for one in tmp_path.iterdir() if one != path]
    other = left.with_name(left.name.replace(".a.json.", ".a.json.elsewhere-"))
    other.write_text("of another machine")
    with atomic_file(path):
        assert left.exists(), "it may be of a process that another container runs"
    for one in (left, other):
        os.utime(one, (0, 0))
    with atomic_file(path) as file, atomic_file(path.with_name("b.json")):
        file.write(b"new")
    assert path.read_text() == "new"
    assert sorted(tmp_path.iterdir()) == sorted((path, path.with_name("b.json"), other))


def test_a_full_disk_is_an_error_of_the_run_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with pytest.raises(RunError, match=r"No space left on device.*free space"):  # noqa: SIM117
        with atomic_path(path) as temporary:
            temporary.symlink_to("/dev/full")
            temporary.write_bytes(b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_error_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "a.json"
    with pytest.raises(RunError, match=f"{path}: cannot be written"), atomic_file(path):
        pass


def test_a_scratch_file_is_gone_after_its_block(tmp_path: Path) -> None:
    with scratch_path(tmp_path / "a.json") as temporary:
        temporary.write_text("x")
        assert temporary.parent == tmp_path
    with scratch_path(tmp_path / "a.json") as unused:
        assert unused == temporary
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_could_be_written_is_not_made(tmp_path: Path) -> None:
    require_writable(tmp_path / "a" / "b" / "c.db", "x")
    (tmp_path / "there").write_text("")
    require_writable(tmp_path / "there", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("place", ["file/below/it.db", "folder"])
def test_a_file_that_could_not_be_written_is_told_with_the_remedy(
    place: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(RunError, match=rf"{place.split('/')[0]}.*Name another$"):
        require_writable(tmp_path / place, "Name another")


def test_a_folder_that_may_not_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # the tests may run as root, who may all
    with pytest.raises(RunError, match=rf"{tmp_path}: cannot be written"):
        require_writable(tmp_path / "a.db", "x")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a\ncaf\xe9", r"byte 6 \(0xe9, line 2\).*UTF-8, as by iconv"),
        (b"\xff", r"byte 1 \(0xff\)"),
        ("é".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_utf8_is_told_with_its_byte(tmp_path: Path, raw: bytes, told: str) -> None:
    assert re.search(told, no_utf8(raw))
    (tmp_path / "a.txt").write_bytes(raw)
    with pytest.raises(DataError, match=rf"a\.txt: is .*{told}"):
        read_text(tmp_path / "a.txt")


def test_utf8_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("café", encoding="utf-8")
    assert read_text(tmp_path / "a.txt") == "café" and no_utf8("é".encode()) == ""
    with pytest.raises(DataError, match="cannot be read"):
        read_text(tmp_path)
