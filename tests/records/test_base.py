"""What all records share: immutable, compared by value, checked on reading, short when written."""

from __future__ import annotations

import msgspec
import pytest

from toolmind.records import Record


class Point(Record, frozen=True):
    x: int
    names: tuple[str, ...] = ()


def test_records_are_values() -> None:
    assert Point(x=1, names=("a",)) == Point(x=1, names=("a",)) != Point(x=1)
    with pytest.raises(AttributeError):
        Point(x=1).x = 2  # type: ignore[misc]


def test_defaults_are_left_out_and_come_back() -> None:
    assert msgspec.json.encode(Point(x=1)) == b'{"x":1}'
    assert msgspec.json.decode(b'{"x":1}', type=Point) == Point(x=1)
    assert msgspec.json.decode(msgspec.json.encode(Point(x=1, names=("a",))), type=Point).names


@pytest.mark.parametrize(("line", "field"), [(b"{}", "x"), (b'{"x":"1"}', "x"), (b"[1]", "object")])
def test_a_line_that_is_no_such_record_is_refused_by_field(line: bytes, field: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=field):
        msgspec.json.decode(line, type=Point)
