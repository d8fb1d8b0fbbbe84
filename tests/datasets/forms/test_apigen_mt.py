"""APIGen-MT rows are known by their policy."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.datasets.forms.apigen_mt import APIGenMT

ROW = {"system": "policy", "conversations": [{"from": "human", "value": "hi"}], "tools": "[]"}


def test_a_policy_speakers_and_tools_make_the_form() -> None:
    assert APIGenMT().fits(ROW)
    assert APIGenMT().fits({**ROW, "tools": None}), "a row that tells of no tools is still one"


@pytest.mark.parametrize(
    "change", [{"system": None}, {"conversations": []}, {"conversations": [{"role": "user"}]}]
)
def test_without_one_of_them_it_is_another(change: dict[str, Any]) -> None:
    assert not APIGenMT().fits({**ROW, **change})
    assert not APIGenMT().fits({key: value for key, value in ROW.items() if key != "tools"})


def test_its_policy_is_the_system_prompt() -> None:
    first, second = APIGenMT().dialogue(ROW).messages
    assert (first.role, first.content, second.content) == ("system", "policy", "hi")


def test_its_tools_are_json_of_a_list() -> None:
    tool = {"name": "f", "parameters": {}}
    assert list(APIGenMT().tools({**ROW, "tools": '[{"name": "f", "parameters": {}}]'})) == [tool]
