"""Rows of the kinds that public reports tell of, each with the faults that are right for it."""

from pathlib import Path

import orjson
import pytest

from audit_rows import found

ROWS = [*map(orjson.loads, Path(__file__).with_name("reported.jsonl").read_bytes().splitlines())]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["case"])
def test_a_reported_row_has_its_faults_and_no_other(row, tmp_path):
    assert sorted(found(tmp_path, row)) == row["faults"]
