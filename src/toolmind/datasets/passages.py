"""The passages of a benchmark: what its tasks ask, in the words in which they do.

Instructions to the assistant, definitions of tools and results are no passages: they are what data
for the same tools rightly shares with a benchmark.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import SUFFIXES, read_rows
from toolmind.datasets.read import read_row
from toolmind.errors import DataError
from toolmind.files import require_file
from toolmind.text.words import words

SHORTEST = 8
"""Words of a passage at least: shorter ones are said by anybody (ours)."""

TEXT_SUFFIXES = (".txt", ".md", ".py")
_NOT_ASKED = frozenset(
    "system developer assistant gpt model tool tools function functions function_calls tool_calls"
    " parameters policy wiki rules actions ground_truth possible_answer involved_classes"
    " initial_config initial_state".split()
)
"""Keys, and roles of messages, under which a task does not ask anything."""
_ROLES = ("role", "from")


@dataclass(frozen=True)
class Passage:
    """A text of a benchmark, and where it stands: row, line or paragraph `row` of `file`."""

    file: str
    row: int
    text: str

    @property
    def place(self) -> str:
        """Return ``file:row``."""
        return f"{self.file}:{self.row}"


def benchmark_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files of benchmarks at the paths, each once: files, or those in folders.

    Raises:
        DataError: there is no such path, no such file in it, or one of a kind that we cannot read.
    """
    suffixes = (*SUFFIXES, *TEXT_SUFFIXES)
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        files = [one for one in inside if one.is_file() and one.name.endswith(suffixes)]
        if not path.is_dir():
            require_file(path)
        if not files:
            text = f"benchmarks are read from {', '.join(suffixes)}"
            raise DataError(text, file=str(path), remedy="Name such a file, or a folder with some")
        found.update(dict.fromkeys(files))
    return list(found)


def read_passages(path: Path) -> Iterator[Passage | DataError]:
    """Yield the passages of a file; a row that cannot be read is an error that names it.

    Of rows that are dialogues, and of tasks in any form of JSON, they are what a user says or is to
    say; of Python the texts in it (tau-bench keeps its tasks so); of other text the paragraphs.

    Raises:
        DataError: the file cannot be read.
    """
    if path.name.endswith(TEXT_SUFFIXES):
        for number, text in _texts(path):
            if len(words(text)) >= SHORTEST:
                yield Passage(str(path), number, text)
        return
    for row in read_rows(path):
        if isinstance(row, DataError):
            yield row
            continue
        read = read_row(row)
        asked = _asked(read) if isinstance(read, Dialogue) else ()
        for text in dict.fromkeys(asked or _leaves(row.value)):
            if len(words(text)) >= SHORTEST:
                yield Passage(row.file, row.number, text)


def _asked(row: Dialogue) -> list[str]:
    return [one.content for one in row.messages if one.role == "user"]


def _leaves(value: Any) -> Iterator[str]:
    """Yield the texts of a task, wherever they stand in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict) and not any(_not_asked(value.get(key)) for key in _ROLES):
        for key, item in value.items():
            if key not in _NOT_ASKED:
                yield from _leaves(item)


def _not_asked(role: Any) -> bool:
    return isinstance(role, str) and role in _NOT_ASKED


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.lineno, node.value
            return
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise DataError(
            f"cannot be read: {error}", file=str(path), remedy="Save it as UTF-8 text"
        ) from error
    line = 1
    for block in text.split("\n\n"):
        start = line + len(block) - len(block.lstrip("\n"))
        line += block.count("\n") + 2
        if block.strip():
            yield start, block.strip()
