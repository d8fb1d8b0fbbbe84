"""What is done of an overlap: gone on with, or removed where it is of something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.pipeline.overlap_folder import State, Unfinished

OF = {"data": [("a.jsonl", 1, 2)], "by": ("text",)}


def begin(out: Path) -> None:
    with Unfinished(out, OF) as begun:
        assert begun.state == State()
        begun.texts.write(b"text")
        begun.overlaps.write(b"line\n")
        begun.note(read=3, seen=(5, 1), compared=2)
        begun.texts.write(b"behind")


def test_it_goes_on_where_it_was_noted_and_what_lies_behind_is_cut_off(tmp_path: Path) -> None:
    begin(tmp_path)
    with Unfinished(tmp_path, OF) as again:
        told = State(read=3, texts=4, goals=0, seen=(5, 1), compared=2, written=5)
        assert again.state == told
        assert (again.texts.tell(), again.goals.tell(), again.overlaps.tell()) == (4, 0, 5)
        again.texts.seek(0)
        assert again.texts.read() == b"text"


@pytest.mark.parametrize("damage", ["other", "torn", "gone"])
def test_what_cannot_be_gone_on_with_is_begun_anew(tmp_path: Path, damage: str) -> None:
    begin(tmp_path)
    state = tmp_path / "unfinished" / "state.json"
    if damage == "torn":
        state.write_bytes(state.read_bytes()[:-5])
    if damage == "gone":
        state.unlink()
    of = OF if damage != "other" else {**OF, "by": ("calls",)}
    with Unfinished(tmp_path, of) as begun:
        assert begun.state == State()
        assert begun.texts.read() == b""


def test_the_findings_get_their_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    begin(tmp_path)
    with Unfinished(tmp_path, OF) as begun:
        begun.finish(tmp_path / "found.jsonl")
    assert (tmp_path / "found.jsonl").read_bytes() == b"line\n"
    assert {one.name for one in tmp_path.iterdir()} == {"found.jsonl", "run.lock"}


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    with Unfinished(tmp_path, OF), pytest.raises(RunError, match="in use by another process"):
        Unfinished(tmp_path, OF)
