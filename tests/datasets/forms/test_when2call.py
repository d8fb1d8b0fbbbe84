"""When2Call rows list their tools as JSON texts."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms.when2call import When2Call


@pytest.mark.parametrize(
    ("tools", "fits"),
    [
        (['{"name": "f"}', ' {"name": "g"}'], True),
        (["get_weather"], False),
        (['{"name": "f"}', {"name": "g"}], False),
        ([], False),
        ('[{"name": "f"}]', False),
    ],
)
def test_it_is_known_by_them(tools: Any, fits: bool) -> None:
    assert When2Call().fits({"tools": tools}) == fits


def test_calls_in_a_field_make_it_another() -> None:
    row = {"tools": ['{"name": "f"}'], "messages": [{"role": "user", "content": "hi"}]}
    assert When2Call().fits(row)
    row["messages"].append({"role": "assistant", "tool_calls": [{}]})
    assert not When2Call().fits(row)


def test_its_tools_are_what_the_texts_say() -> None:
    assert list(When2Call().tools({"tools": ['{"name": "f"}', '{"name": "g"}']})) == [
        {"name": "f"},
        {"name": "g"},
    ]
