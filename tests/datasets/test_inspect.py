"""What is in files is counted by form, and the counts add up."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from toolmind.datasets.inspect import inspect_data
from toolmind.errors import DataError
from trace_rows import ANTHROPIC, GENAI, OPENINFERENCE, RESPONSES


def written(folder: Path, *rows: object) -> Path:
    path = folder / "rows.jsonl"
    lines = (row if isinstance(row, bytes) else orjson.dumps(row) for row in rows)
    path.write_bytes(b"\n".join(lines))
    return path


def test_forms_are_told_apart_and_broken_rows_counted(tmp_path: Path) -> None:
    found = inspect_data([written(tmp_path, ANTHROPIC, RESPONSES, b"{", RESPONSES, {"a": 1})])
    assert found.forms == {"responses": 2, "anthropic": 1}
    assert (found.rows, found.unread) == (5, 2)
    assert found.rows == sum(found.forms.values()) + found.unread
    assert (found.turns, found.learnt, found.calls, found.tools) == (6, 3, 3, 1)
    assert found.reasoned == 3
    assert [place.rpartition(":")[2] for place in found.reasons.values()] == ["3", "5"]


def test_spans_are_rows_of_their_own(tmp_path: Path) -> None:
    other = {"spanId": "s0", "attributes": [], "name": "execute_tool"}
    spans = {"resourceSpans": [{"scopeSpans": [{"spans": [other, GENAI, OPENINFERENCE]}]}]}
    found = inspect_data([written(tmp_path, spans)])
    assert found.forms == {"otel-genai": 1, "openinference": 1}
    assert (found.rows, found.unread) == (3, 1)


def test_of_unknown_rows_alone_is_told_what_they_are(tmp_path: Path) -> None:
    found = inspect_data([written(tmp_path, {"a": 1})])
    assert (found.forms, found.unread) == ({}, 1)
    (reason,) = found.reasons
    assert "no form of row that we know: it has a" in reason
    with pytest.raises(DataError, match="no such file"):
        inspect_data([tmp_path / "none.jsonl"])
