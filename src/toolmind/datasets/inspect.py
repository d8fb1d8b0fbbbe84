"""What is in data files: which forms their rows are of, and how much can be read from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import data_files
from toolmind.datasets.read import read_every_row
from toolmind.errors import DataError
from toolmind.records import Record


class DataSummary(Record, frozen=True):
    """Counts of some files: `rows` = the sum of `forms` + `unread`.

    `forms` counts dialogues by the form that their rows look like. `unread` are the rows that hold
    none, `reasons` the first of them by what is said of it. `turns` are the assistant's, of which
    `learnt` have a loss.
    """

    files: tuple[str, ...]
    rows: int
    forms: dict[str, int]
    unread: int
    reasons: dict[str, str]
    messages: int
    turns: int
    learnt: int
    calls: int
    reasoned: int
    tools: int


_REASONS = 5
"""So many reasons of unread rows are told."""


def inspect_data(paths: Iterable[Path]) -> DataSummary:
    """Read every row at the paths, and count.

    Raises:
        DataError: a path cannot be read at all; single rows that cannot are counted.
    """
    files = data_files(paths)
    forms, counts = Counter[str](), Counter[str]()
    reasons: dict[str, str] = {}
    names: set[str] = set()
    for file in files:
        for row in read_every_row(file):
            counts["rows"] += 1
            if isinstance(row, DataError):
                counts["unread"] += 1
                if len(reasons) < _REASONS:
                    reasons.setdefault(row.problem, f"{row.file}:{row.row}")
                continue
            forms[row.form] += 1
            _count(row, counts)
            names.update(call.name for message in row.messages for call in message.tool_calls)
    return DataSummary(
        files=tuple(map(str, files)),
        forms=dict(forms.most_common()),
        reasons=reasons,
        tools=len(names),
        **{
            key: counts[key]
            for key in ("rows", "unread", "messages", "turns", "learnt", "calls", "reasoned")
        },
    )


def _count(row: Dialogue, counts: Counter[str]) -> None:
    counts["messages"] += len(row.messages)
    counts["learnt"] += len(row.learnt)
    for message in row.messages:
        counts["turns"] += message.role == "assistant"
        counts["calls"] += len(message.tool_calls)
        counts["reasoned"] += bool(message.reasoning)
