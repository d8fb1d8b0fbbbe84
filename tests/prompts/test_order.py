"""What is the same in every request of a prompt stands first, so that a prefix cache reuses it."""

from __future__ import annotations

import pytest

from toolmind.prompts import load_prompt, shipped_prompts

FOLLOWING = {"judge_trajectory", "judge_turn"}
"""They stand after the dialogue, which all judges of it share."""

PROMPTS = [
    name
    for name in shipped_prompts()
    if name not in FOLLOWING and not name.startswith("assistant")  # part of what is learnt
]


@pytest.mark.parametrize("name", PROMPTS)
def test_little_stands_after_the_first_placeholder(name: str) -> None:
    text = load_prompt(name).text
    before, _, after = text.partition("{{")
    words = [line for line in after.splitlines() if line and not line.startswith(("#", "```"))]
    told = [line for line in words if "{{" not in line and "}}" not in line]
    assert sum(map(len, told)) <= max(120, 0.25 * len(before)), told
