"""ToolACE rows have their definitions in the system text, and speakers."""

from __future__ import annotations

from typing import Any

import pytest

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
