"""Input and output, with the tools told in the system prompt."""

from __future__ import annotations

from dialogues import GOOD, kept
from toolmind.formats.openrlhf import OpenRLHFExporter
from trainer_rows import parallel, written


def test_the_tools_are_told_in_the_system_prompt() -> None:
    first, _ = written(OpenRLHFExporter(), kept(*GOOD))
    assert first["input"][0]["role"] == "system"
    assert '"name":"get_weather"' in first["input"][0]["content"]
    assert first["input"][1:] == [{"role": "user", "content": GOOD[0].content}]
    assert len(first["output"]) == 1


def test_a_system_prompt_stands_before_them() -> None:
    first, _ = written(OpenRLHFExporter(), parallel())
    assert first["input"][0]["content"].startswith("Be brief.\n\n# Tools")
