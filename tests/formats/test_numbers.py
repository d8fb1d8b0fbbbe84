"""A number in another notation is the same to everybody, and read right by `datasets`."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogues import call
from toolmind.formats.numbers import _as_ujson, exact_numbers, too_long_a_number

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.decimals(
    -10000, 10000, places=3
).map(float)


@given(numbers)
@example(0.3)
@example(-0.0)
@example(1e-300)
def test_a_number_stays_the_same(number: float) -> None:
    written = exact_numbers(json.dumps({"a.1": number, "b": "0.3"}))
    assert json.loads(written) == {"a.1": number, "b": "0.3"}


@given(st.decimals(-10000, 10000, places=4).map(float))
@example(0.3)
@example(48.8566)
def test_datasets_reads_what_is_written(number: float) -> None:
    read = pytest.importorskip("datasets.utils.json").ujson_loads
    assert read(exact_numbers(json.dumps(number))) == number
    assert read(json.dumps(number)) == _as_ujson(json.dumps(number))


def test_texts_and_whole_numbers_are_left_alone() -> None:
    text = '{"a": "0.3", "b": 12, "c": "x\\"0.3", "d": 0.1}'
    assert exact_numbers(text) == text
    assert exact_numbers('[0.3, 7, "0.3"]') == '[30e-2, 7, "0.3"]'


def test_a_number_of_more_than_64_bits_is_found() -> None:
    assert too_long_a_number([call("f", '{"a": 123456789012345678901}')])
    assert not too_long_a_number([call("f", '{"a": "123456789012345678901", "b": 9e22}')])
    assert not too_long_a_number([call("f", {"a": 2**62})])
