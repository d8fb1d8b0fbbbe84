"""What is opened is told by what lies there."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import UserError
from toolmind.viewer.data_source import CheckedSource, DataSource
from toolmind.viewer.open_source import open_source
from toolmind.viewer.run_source import RunSource
from toolmind.viewer.several import Several
from viewed_rows import dialogue


@pytest.mark.offline
def test_one_run_and_several(small_run: Path) -> None:
    with closing(open_source([small_run / "run"])) as one:
        assert isinstance(one, RunSource)
    with closing(open_source([small_run / "run", small_run / "run"])) as both:
        assert isinstance(both, Several)


def test_files_and_the_folder_of_a_check(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps(dialogue("hi")))
    with closing(open_source([tmp_path / "rows.jsonl"])) as data:
        assert isinstance(data, DataSource)
    found = {"depends_on": {"data": [{"file": str(tmp_path / "rows.jsonl"), "bytes": 1}]}}
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "check.json").write_text(json.dumps(found))
    with closing(open_source([tmp_path / "out"])) as checked:
        assert isinstance(checked, CheckedSource)


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        open_source([tmp_path / "none.jsonl"])
