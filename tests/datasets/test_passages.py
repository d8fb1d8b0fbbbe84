"""What of a benchmark's files is a task: what a user says, not what the assistant is given."""

import json
from pathlib import Path

import pytest

from toolmind.datasets.passages import Passage, benchmark_files, read_passages
from toolmind.errors import DataError

ASKED = "Please find me the cheapest train from Basel to Naples"
POLICY = "As a retail agent you must always ask for consent before any order is changed"


def passages(path: Path) -> list[str]:
    return [one.text for one in read_passages(path) if isinstance(one, Passage)]


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


TASKS = {
    "objects where roles stand": {
        "instruction": ASKED,
        "expected": {"from": {"city": "Basel"}, "role": ["system"]},
    },
    "BFCL": {
        "id": "simple_0",
        "question": [[{"role": "system", "content": POLICY}, {"role": "user", "content": ASKED}]],
        "function": [{"name": "trains", "description": POLICY, "parameters": {}}],
    },
    "tau2": {
        "id": "0",
        "user_scenario": {"instructions": {"reason_for_call": ASKED}},
        "evaluation_criteria": {"actions": [{"name": "x", "arguments": {"note": POLICY}}]},
    },
    "dialogue": {
        "messages": [
            {"role": "system", "content": POLICY},
            {"role": "user", "content": ASKED},
            {"role": "assistant", "content": POLICY},
        ]
    },
}


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_a_task_is_what_its_user_says(tmp_path: Path, task: object) -> None:
    assert passages(written(tmp_path / "tasks.jsonl", task)) == [ASKED]


def test_tasks_in_python_and_in_text(tmp_path: Path) -> None:
    (tmp_path / "tasks.py").write_text(
        f"tasks = [\n    Task(user='x', instruction={ASKED!r}),\n]\n"
    )
    (tmp_path / "tasks.md").write_text(f"# Short\n\n{ASKED}\n\n{POLICY}\n")
    found = [one for file in benchmark_files([tmp_path]) for one in read_passages(file)]
    assert [(Path(one.file).name, one.row, one.text) for one in found] == [
        ("tasks.md", 3, ASKED),
        ("tasks.md", 5, POLICY),
        ("tasks.py", 2, ASKED),
    ]


def test_short_texts_are_no_passages(tmp_path: Path) -> None:
    row = {"question": "What is my name?", "other": ASKED}
    assert passages(written(tmp_path / "a.jsonl", row)) == [ASKED]


def test_bad_rows_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", TASKS["BFCL"], [1])
    [_, error] = read_passages(file)
    assert isinstance(error, DataError)
    assert "a.jsonl" in str(error) and error.row == 2


def test_bad_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("tasks = [")
    with pytest.raises(DataError, match=r"broken\.py: cannot be read"):
        list(read_passages(tmp_path / "broken.py"))
    (tmp_path / "picture.png").write_bytes(b"x")
    with pytest.raises(DataError, match="benchmarks are read from"):
        benchmark_files([tmp_path / "picture.png"])
    with pytest.raises(DataError, match="no such file"):
        benchmark_files([tmp_path / "nothing.jsonl"])
