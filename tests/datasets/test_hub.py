"""Folders and names on the hub are read through `datasets`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from toolmind.datasets.files import Row
from toolmind.datasets.hub import read_hub
from toolmind.errors import ConfigError, DataError


def test_the_rows_of_all_splits_are_numbered_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("train", "test"):
        (folder / f"{name}.jsonl").write_text(json.dumps({"split": name}) + "\n")
    rows = list(read_hub(str(folder)))
    assert [row.number for row in rows] == [1, 2]
    assert {row.value["split"] for row in rows} == {"train", "test"}
    assert all(isinstance(row, Row) and row.file == str(folder) for row in rows)


def test_what_cannot_be_had_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="download it and name the file"):
        list(read_hub(str(tmp_path / "empty")))
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ConfigError, match=r"toolmind\[datasets\]"):
        list(read_hub("some/name"))
