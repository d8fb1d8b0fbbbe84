"""Positions and areas as geographic services write them: longitude first, rings that close."""

from __future__ import annotations

import re
from typing import Any

from toolmind.offline.values.draw import Draw, Maker
from toolmind.offline.values.field import Field
from toolmind.records import JSON, Schema

_SHAPES = re.compile(
    r"\b(?:positions?|coordinates?|centers?|centres?|polygons?|points?|line ?strings?|b ?box|"
    r"bounding box|geometry)$"
)
_BOX = re.compile(r"\bb ?box$|\bbounding box$")
_AREA = re.compile(r"polygons?$")
_ROUND = 4
"""Decimals of a degree: some ten metres."""


def geometry(field: Field, flat: Schema) -> Maker | None:
    """Return a maker of the shape that an array of numbers stands for, or None where it is none.

    An array of arrays is a line, or a ring where it is of an area; one more, what has such parts.
    """
    depth = _depth(flat)
    if not depth or not _SHAPES.search(field.words):
        return None
    area, box, role = bool(_AREA.search(field.words)), bool(_BOX.search(field.words)), field.role

    def make(draw: Draw) -> JSON:
        place = draw.place(role)
        return _shape(draw, depth, (place.longitude, place.latitude), area, box)

    return make


def _depth(flat: Any) -> int:
    """Return how many arrays lie around the numbers of a schema; 0 where it is not of such."""
    depth = 0
    while isinstance(flat, dict) and flat.get("type") == "array":
        depth, flat = depth + 1, flat.get("items")
    return depth if isinstance(flat, dict) and flat.get("type") == "number" else 0


def _shape(draw: Draw, depth: int, at: tuple[float, float], area: bool, box: bool) -> JSON:
    if depth > 2:
        return [_shape(draw, depth - 1, at, area, box)]
    west, south = (degree + draw.rng.uniform(-0.1, 0.1) for degree in at)
    east, north = (degree + draw.rng.uniform(0.01, 0.1) for degree in (west, south))
    if depth == 1:
        return _rounded(west, south, east, north) if box else _rounded(west, south)
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [_rounded(*corner) for corner in (corners if area else corners[:3])]


def _rounded(*degrees: float) -> JSON:
    return [round(degree, _ROUND) for degree in degrees]
