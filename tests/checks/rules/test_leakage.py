"""Marks of templates, and of other speakers, in what is said."""

import pytest

from dialogues import context, says, user
from toolmind.checks.rules.leakage import Leakage


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Done.<|im_end|>", ["template"]),
        ("</tool_call> Done.", ["template"]),
        ("[/INST] Done.", ["template"]),
        ("Done.\nUser: Thanks", ["speaker"]),
        ("Press <Enter> | [OK]\nThe user: you.", []),
        ("Done.", []),
    ],
)
async def test_marks_are_found(said, expected):
    verdicts = await Leakage().verdicts(context(user("<|im_end|>"), says(said)))
    assert [(one.code, one.turn) for one in verdicts] == [(code, "m1") for code in expected]
