"""The letters that an answer is in."""

import pytest

from dialogues import context, says, user
from toolmind.checks.rules.language import Language

CHINESE = "好的，我已经为您找到了。"


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("Hello", CHINESE, ["switch"]),
        ("Hello", "Хорошо, нашёл.", ["switch"]),
        ("你好", CHINESE, []),
        ("Translate hello into Chinese", CHINESE, []),
        ("Hello", "The Greek letter for it is α.", []),
        ("Hola", "¿Qué desea?", []),
    ],
)
async def test_a_script_that_nobody_uses(asked, said, expected):
    verdicts = await Language().verdicts(context(user(asked), says(said)))
    assert [one.code for one in verdicts] == expected
