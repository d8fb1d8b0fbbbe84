"""The curve: on disk as it is made, whole after a crash, and drawn."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from toolmind.training.curve import HEIGHT, WIDTH, Curve, Point, picture


def point(step: int, loss: float) -> Point:
    return Point(step, step / 10, loss, 1e-3, 1.0, step * 4, step * 40, step * 20, step * 0.5)


def test_it_goes_on_after_a_step_and_forgets_what_came_later(tmp_path: Path) -> None:
    curve = Curve(tmp_path / "loss.jsonl")
    curve.resume(0)
    for step in (1, 2, 3):
        curve.append(point(step, 1 / step))
    with curve.path.open("ab") as file:
        file.write(b'{"step": 4, "lo')
    again = Curve(curve.path)
    again.resume(2)
    assert again.points == curve.points[:2] and again.last.rows == 8
    again.append(point(3, 0.25))
    third = Curve(curve.path)
    third.resume(9)
    assert [one.loss for one in third.points] == [1, 0.5, 0.25]


def test_the_picture_stays_within_its_frame() -> None:
    points = [point(step, 7 - step / 3) for step in range(1, 20)]
    root = ElementTree.fromstring(picture(points))
    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    places = [tuple(map(float, one.split(","))) for one in lines[1].attrib["points"].split()]
    assert len(places) == 19
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places)
    assert [y for _, y in places] == sorted(y for _, y in places), "a loss that falls goes down"


def test_no_point_and_one_point_are_drawn(tmp_path: Path) -> None:
    ElementTree.fromstring(picture([]))
    ElementTree.fromstring(picture([point(1, 2.0)]))
    curve = Curve(tmp_path / "none.jsonl")
    curve.resume(0)
    assert curve.last.step == 0
