from __future__ import annotations

import runpy
from pathlib import Path

SCRIPT = runpy.run_path(
    str(Path(__file__).parents[2] / "benchmarks" / "coverage_by_room.py"), run_name="script"
)
by_room, table, OUTSIDE = SCRIPT["by_room"], SCRIPT["table"], SCRIPT["OUTSIDE"]


def file(run: int, lines: int) -> dict[str, dict[str, int]]:
    return {"summary": {"covered_lines": run, "num_statements": lines}}


REPORT = {
    "files": {
        "src/toolmind/errors.py": file(9, 10),
        "/elsewhere/src/toolmind/models/base.py": file(10, 10),
        "src/toolmind/models/client/http.py": file(0, 30),
        "src/toolmind/text/__init__.py": file(0, 0),
    }
}


def test_lines_are_counted_by_room_however_deep_they_stand() -> None:
    assert by_room(REPORT) == {OUTSIDE: (9, 10), "models": (10, 40), "text": (0, 0)}


def test_the_table_begins_with_the_least_and_ends_with_all() -> None:
    rows = [line.split() for line in table(by_room(REPORT)).splitlines()]
    assert rows[1] == ["models", "40", "10", "25.0%"]
    assert rows[-1] == ["all", "50", "19", "38.0%"]
