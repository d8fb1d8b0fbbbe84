"""Text for people is as wide as the terminal, and a hundred columns where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from toolmind.runs.console import PIPED, columns, console, wrapped


@pytest.mark.parametrize(("said", "width"), [(None, PIPED), ("57", 57)])
def test_a_pipe_has_a_width_too(
    said: str | None, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if said:
        monkeypatch.setenv("COLUMNS", said)
    assert console().width == columns() == width


@given(text=st.text(alphabet="ab,é天 \n{}", max_size=200), width=st.integers(2, 30))
def test_no_line_is_too_wide_and_nothing_but_blanks_is_lost(text: str, width: int) -> None:
    lines = list(wrapped(text, width))
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("one two", ["one two"]),
        ("", [""]),
        ("a\n\nb", ["a", "", "b"]),
        ('{"a":1,"b":2}', ['{"a":1,', '"b":2}']),
        ("c = {1,23,45}", ["c = {1,", "23,45}"]),
        ("  abcdefghij", ["  abcdef", "ghij"]),
        ("天気天気天", ["天気天気", "天"]),
    ],
)
def test_lines_are_broken_at_blanks_and_behind_commas(text: str, lines: list[str]) -> None:
    assert list(wrapped(text, 8)) == lines
