"""ToolACE rows have their definitions in the system text, and speakers."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.forms.toolace import ToolACE

ROW = {
    "system": 'Here are functions: [{"name": "Get Weather", "parameters": {"type": "dict"}}] .',
    "conversations": [{"from": "user", "value": "hi"}],
}


@pytest.mark.parametrize(
    "change",
    [
        {"tools": "[]"},
        {"system": None},
        {"system": "Be brief."},
        {"conversations": [{"role": "user"}]},
    ],
)
def test_it_is_known_by_its_columns(change: dict[str, Any]) -> None:
    assert ToolACE().fits(ROW)
    assert not ToolACE().fits({**ROW, **change})


def test_its_tools_stand_in_the_system_text_as_they_are() -> None:
    assert list(ToolACE().tools(ROW)) == [{"name": "Get Weather", "parameters": {"type": "dict"}}]


CALLING = [
    {"from": "user", "value": "Gainers and a weather, please"},
    {
        "from": "assistant",
        "value": '[Get Weather(city="Rome, [x]", days=[1, 2], at={"a": true}), '
        'v1/time.now(from="a=b")]',
    },
    {"from": "tool", "value": '[{"name": "Get Weather", "results": {}}, {"time": 3}]'},
    {"from": "assistant", "value": "[Note (as asked)]: it is three."},
]


def test_its_calls_are_written_like_python() -> None:
    found = ToolACE().dialogue({**ROW, "conversations": CALLING})
    assert [one.role for one in found.messages] == [
        *("system", "user", "assistant", "tool", "tool", "assistant")
    ]
    first, second = found.messages[2].tool_calls
    assert (first.name, second.name) == ("Get Weather", "v1/time.now")
    assert first.parsed() == {"city": "Rome, [x]", "days": [1, 2], "at": {"a": True}}
    assert second.parsed() == {"from": "a=b"}
    assert [one.tool_call_id for one in found.messages[3:5]] == [first.id, second.id]
    assert found.messages[5].content == "[Note (as asked)]: it is three."
    assert found.learnt == {2, 5} and len(found.tools) == 1


def test_a_broken_call_of_a_tool_that_is_shown_is_told() -> None:
    row = {**ROW, "conversations": [{"from": "assistant", "value": "[Get Weather(city=Rome)]"}]}
    with pytest.raises(RowError, match="message 0 should be calls"):
        ToolACE().dialogue(row)
