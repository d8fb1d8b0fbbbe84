"""A folder is read through `datasets`; what cannot be read is told with the remedy."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolmind.datasets.files import Row
from toolmind.datasets.hub import read_hub
from toolmind.errors import ConfigError, DataError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("datasets")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_all_splits_are_read_and_rows_are_numbered_through(folder: Path) -> None:
    (folder / "train.jsonl").write_text('{"a": 1}\n{"a": 2}\n')
    (folder / "test.jsonl").write_text('{"a": 3}\n')
    assert list(read_hub(str(folder))) == [
        Row(str(folder), number, {"a": number}) for number in (1, 2, 3)
    ]


def test_a_folder_without_data_is_an_error_that_names_it(folder: Path) -> None:
    with pytest.raises(DataError, match=rf"{folder}: cannot be read from the hub: \w+") as told:
        list(read_hub(str(folder)))
    assert "download it and name the file" in told.value.remedy


def test_without_the_library_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(ConfigError, match=r"'a/b' is no file.*pip install 'toolmind\[datasets\]'"):
        list(read_hub("a/b"))
