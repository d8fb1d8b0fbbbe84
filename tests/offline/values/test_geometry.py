"""Shapes on the earth are what geographic services mean by them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.values import generate

CLOCK = datetime(2026, 3, 10, 9, 30)


def nested(depth: int, kind: str = "number", **more: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": kind}
    for _ in range(depth):
        schema = {"type": "array", "items": schema, **more}
    return schema


def drawn(name: str, depth: int, seed: int, **more: Any) -> Any:
    return generate(nested(depth, **more), seed=seed, name=name, clock=CLOCK)


@given(st.sampled_from(["position", "center", "DevicePosition"]), st.integers(0, 500))
def test_a_position_is_a_longitude_and_a_latitude(name: str, seed: int) -> None:
    longitude, latitude = drawn(name, 1, seed)
    assert -180 <= longitude <= 180
    assert -90 <= latitude <= 90


@given(st.integers(3, 5), st.integers(0, 500))
def test_the_rings_of_an_area_close(depth: int, seed: int) -> None:
    area = drawn("polygon", depth, seed)
    for _ in range(depth - 2):
        (area,) = area
    assert len(area) == 5
    assert area[0] == area[-1]
    assert all(len(point) == 2 for point in area)


@given(st.integers(0, 500))
def test_a_box_has_two_corners(seed: int) -> None:
    west, south, east, north = drawn("FilterBBox", 1, seed)
    assert west < east and south < north


@pytest.mark.parametrize("name", ["prices", "lines"])
def test_other_numbers_are_no_positions(name: str) -> None:
    assert {len(drawn(name, 1, seed)) for seed in range(20)} == {1, 2, 3}


def test_a_shape_that_the_schema_forbids_is_not_drawn() -> None:
    assert len(drawn("position", 1, 3, minItems=3, maxItems=3)) == 3
