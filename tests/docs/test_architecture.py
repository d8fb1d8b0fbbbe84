"""The page on the architecture names every room and layer, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from test_layers import LAYERS

pytestmark = pytest.mark.offline

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def block(heading: str) -> str:
    found = re.search(rf"^## {heading}$.*?^```\n(.*?)^```", PAGE, re.M | re.S)
    assert found
    return found[1]


def test_every_room_is_named_and_none_that_is_not_there() -> None:
    package = ROOT / "src" / "toolmind"
    # What an older checkout left there is compiled files alone.
    files = [path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    there = {f"{path.relative_to(package).parts[0]}/" for path in files if path.parent != package}
    there |= {path.name for path in package.glob("*.py")}
    assert set(re.findall(r"^  (\S+)", block("The rooms"), re.M)) == there - {"__pycache__/"}


def test_the_layers_are_those_that_the_layer_test_holds() -> None:
    told = [line.split(", ") for line in block("The layers").splitlines()]
    held = [[room for room in rooms if room not in ("toolmind", "__main__")] for rooms in LAYERS]
    assert told == [rooms for rooms in held if rooms]
