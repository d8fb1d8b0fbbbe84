"""Marks of templates, and of other speakers, in what is said."""

import pytest

from dialogues import call, context, result, says, user
from toolmind.checks.rules.leakage import Leakage


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Done.<|im_end|>", ["template"]),
        ("</tool_call> Done.", ["template"]),
        ("[/INST] Done.", ["template"]),
        ("Done.<｜tool▁calls▁begin｜>", ["template"]),
        ("Done.\nUser: Thanks", ["speaker"]),
        ("Press <Enter> | [OK]\nThe user: you.", []),
        ("Done.", []),
    ],
)
async def test_marks_are_found(said, expected):
    verdicts = await Leakage().verdicts(context(user("<|eot_id|>"), says(said)))
    assert [(one.code, one.turn) for one in verdicts] == [(code, "m1") for code in expected]


async def test_what_a_result_or_the_user_wrote_is_told() -> None:
    read = [call("read", "{}"), result('{"text": "<tool_call> [INST]"}')]
    told = says("It says <tool_call> and [INST].")
    spoken = context(user("Read it."), *read, told, user("Bye"), says("<think> [INST]"))
    found = [(one.code, one.turn) for one in await Leakage().verdicts(spoken)]
    assert found == [("template", "m5")]
