from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import RunError
from toolmind.evaluation.folder import RESULTS, finished, locked, results
from toolmind.records import Usage

USED = Usage(requests=3)


def test_results_are_gone_on_with(tmp_path: Path) -> None:
    with results(tmp_path / "m", Usage, {"a": 1}, fresh=False) as log:
        log.append(4, USED)
    with (tmp_path / "m" / RESULTS).open("ab") as file:
        file.write(b'{"index": 5, "it')
    with results(tmp_path / "m", Usage, {"a": 1}, fresh=False) as log:
        assert list(log) == [4]
        assert log.read(4) == USED


def test_what_is_finished_is_read_item_by_item(tmp_path: Path) -> None:
    with results(tmp_path, Usage, {}, fresh=False) as log:
        for index in (2, 0, 1):
            log.append(index, Usage(requests=index))
    assert sorted(one.requests for one in finished(tmp_path, Usage)) == [0, 1, 2]
    assert sorted(one.requests for one in finished(tmp_path, Usage, 2)) == [0, 1]


def test_what_changed_is_named(tmp_path: Path) -> None:
    with results(tmp_path, Usage, {"a": 1, "b": 2}, fresh=False) as log:
        log.append(0, USED)
    refused = pytest.raises(RunError, match=r"a: 1 → 3\n.*--fresh")
    with refused, results(tmp_path, Usage, {"a": 3, "b": 2}, fresh=False):
        pass
    with results(tmp_path, Usage, {"a": 3, "b": 2}, fresh=True) as log:
        assert list(log) == []


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(RunError, match="in use"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass
