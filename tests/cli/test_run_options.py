from __future__ import annotations

from pathlib import Path

from toolmind.cli.run_options import run_folder


def test_a_run_goes_by_the_name_of_its_file() -> None:
    assert run_folder(Path("configs/weather.v2.yaml")) == Path("runs/weather.v2")
