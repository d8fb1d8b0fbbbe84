"""A part of a run folder, read as far as it is needed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.runs.append_log import AppendLog
from toolmind.viewer.parts import Part


def written(path: Path, *pairs: tuple[int, str]) -> None:
    with closing(AppendLog(path, str)) as log:
        for index, text in pairs:
            log.append(index, text)


def test_it_looks_no_further_than_asked(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", (3, "c"), (0, "a"), (1, "b"))
    with closing(Part(tmp_path / "x.jsonl", str)) as part:
        assert part.find(0)
        assert 3 in part and 1 not in part
        assert part.read(3) == "c"
        with pytest.raises(KeyError):
            part.read(1)
        assert not part.find(7) and part.read(1) == "b"


def test_what_is_new_comes_once_and_the_last_line_of_an_item_counts(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", (0, "a"), (1, "b"))
    with closing(Part(tmp_path / "x.jsonl", str)) as part:
        assert list(part.new()) == [0, 1] and list(part.new()) == []
        written(tmp_path / "x.jsonl", (1, "other"), (2, "c"))
        assert list(part.new()) == [1, 2]
        assert part.read(1) == "other"


def test_who_takes_an_index_may_look_further_meanwhile(tmp_path: Path) -> None:
    written(tmp_path / "x.jsonl", *((at, str(at)) for at in range(5)))
    with closing(Part(tmp_path / "x.jsonl", str)) as part:
        new = part.new()
        assert next(new) == 0
        assert part.find(2)
        assert list(new) == [3, 4]
        part.rewind()
        assert list(part.new()) == [0, 1, 2, 3, 4] and part.read(4) == "4"


def test_a_torn_line_is_left_until_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    written(file, (0, "a"), (1, "b"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-3])
    with closing(Part(file, str)) as part:
        assert list(part.new()) == [0]
        file.write_bytes(whole)
        assert list(part.new()) == [1] and part.read(1) == "b"


def test_a_line_that_is_written_otherwise_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{ "item": "a", "index": 4 }\n')
    with closing(Part(tmp_path / "x.jsonl", str)) as part:
        assert list(part.new()) == [4] and part.read(4) == "a"


def test_what_another_version_wrote_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"index":0,"item":7}\n{"index":1,"item":"b"}\nnot JSON\n')
    with closing(Part(path, str)) as part:
        assert part.find(1) and part.read(1) == "b"
        with pytest.raises(DataError, match=r"x\.jsonl: the line .*another version wrote it"):
            part.read(0)
        with pytest.raises(DataError, match="not JSON"):
            part.find(2)
