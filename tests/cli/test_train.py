"""`toolmind train`: what it says where nothing is to be trained."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolmind.cli.main import build_app
from toolmind.errors import ConfigError
from trained import settings, small_run_folder, train


def said(*words: object) -> str:
    done = CliRunner().invoke(build_app("train"), ["train", *map(str, words)])
    if done.exception is not None:
        raise done.exception
    return done.output


def test_a_recipe_says_what_it_wrote_and_how_to_train(tmp_path: Path) -> None:
    run, out = small_run_folder(tmp_path / "run", 6), tmp_path / "out"
    text = said(run, "--recipe", "axolotl", "--model", "some/model", "--out", out)
    assert "axolotl/trajectories.jsonl" in text.replace("\n", "")
    assert "axolotl train axolotl.yaml" in text


def test_options_of_the_other_way_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--recipe: name a folder"):
        said(tmp_path, "--recipe", "axolotl", "--model", "m")
    with pytest.raises(ConfigError, match="--model is for --recipe"):
        said(tmp_path / "t.yaml", "--model", "m")


def test_a_training_says_what_became_of_the_rows(tmp_path: Path) -> None:
    run = small_run_folder(tmp_path / "run", 8)
    done = train(settings(tmp_path / "t.yaml", run, steps=2), tmp_path / "out")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "8 rows of 8 dialogues" in done.stdout and "2 steps" in done.stdout
    assert "the model" in done.stdout
