"""Glaive rows are two texts."""

from __future__ import annotations

import pytest

from toolmind.datasets.forms.glaive import Glaive


@pytest.mark.parametrize(
    ("row", "fits"),
    [
        ({"system": "s", "chat": "USER: hi"}, True),
        ({"system": "", "chat": ""}, True),
        ({"system": "s"}, False),
        ({"system": "s", "chat": []}, False),
        ({"system": None, "chat": "c"}, False),
    ],
)
def test_it_is_known_by_both_texts(row: dict[str, object], fits: bool) -> None:
    assert Glaive().fits(row) == fits


def test_its_tools_stand_in_the_system_text_and_may_be_none() -> None:
    text = 'Use:\n{"name": "f", "parameters": {}}\n\n{"name": "g", "description": "G."}'
    assert [tool["name"] for tool in Glaive().tools({"system": text, "chat": ""})] == ["f", "g"]
    assert list(Glaive().tools({"system": "No functions.", "chat": ""})) == []
