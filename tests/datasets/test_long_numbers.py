"""Arguments keep the digits of long whole numbers; all else is what orjson reads."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.long_numbers import with_all_digits
from toolmind.datasets.read import read_dialogues

LONG = 123456789012345678901234567890


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f'{{"arguments": {{"wei": [{LONG}]}}}}', {"arguments": f'{{"wei":[{LONG}]}}'}),
        (f'{{"arguments": "{LONG}"}}', {"arguments": str(LONG)}),
        (f'{{"maximum": {LONG}}}', {"maximum": float(LONG)}),
        (
            f'{{"properties": {{"arguments": {{"maximum": {LONG}}}}}}}',
            {"properties": {"arguments": {"maximum": float(LONG)}}},
        ),
        (f'[{{"arguments": {{"id": {2**64 - 1}}}}}]', [{"arguments": {"id": 2**64 - 1}}]),
        (f"{LONG}" + "0" * 400, None),
    ],
)
def test_only_arguments_with_a_long_number_are_text(text: str, value: object) -> None:
    assert with_all_digits(text.encode(), None) == value


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text() | st.floats(0, 1),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("arguments"), inner),
)


@given(TREES)
def test_what_has_no_such_number_is_as_it_was(value: object) -> None:
    text = orjson.dumps(value)
    assert with_all_digits(text, orjson.loads(text)) == orjson.loads(text)


def test_a_row_is_read_so(tmp_path: Path) -> None:
    call = f'{{"id": "a", "function": {{"name": "pay", "arguments": {{"wei": {LONG}}}}}}}'
    said = f'{{"role": "user", "content": "?"}}, {{"role": "assistant", "tool_calls": [{call}]}}'
    (tmp_path / "x.jsonl").write_text(f'{{"messages": [{said}]}}\n')
    (read,) = read_dialogues(tmp_path / "x.jsonl")
    assert isinstance(read, Dialogue)
    assert read.messages[1].tool_calls[0].arguments == f'{{"wei":{LONG}}}'
