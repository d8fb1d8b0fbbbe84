"""Prompt and completion, tools as text, and where it came from."""

from __future__ import annotations

from dialogues import GOOD, kept
from toolmind.formats.verifiers import VerifiersExporter
from trainer_rows import written


def test_the_completion_is_the_turn() -> None:
    first, second = written(VerifiersExporter(), kept(*GOOD))
    assert first["id"] == "t0/m1"
    assert [len(row["prompt"]) for row in (first, second)] == [1, 3]
    assert second["completion"] == [{"role": "assistant", "content": GOOD[3].content}]
    assert isinstance(first["tools"], str)
    assert first["info"]["trajectory"] == "t0"
