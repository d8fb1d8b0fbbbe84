"""A label as a line of JSON."""

from __future__ import annotations

import msgspec
import pytest

from toolmind.records.label import Label


def test_it_comes_back_as_it_was_written() -> None:
    label = Label(item="t1", message="m2", label="wrong", reason="invented", note="1 < 2", at="now")
    assert msgspec.json.decode(msgspec.json.encode(label), type=Label) == label


@pytest.mark.parametrize("line", [b'{"item":"a","message":"b","label":"good"}', b'{"item":"a"}'])
def test_another_judgement_is_none(line: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(line, type=Label)
