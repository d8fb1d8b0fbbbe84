"""Recipes: each names its data where it lies, and the setting by which its marks are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from recipe_files import write
from run_folders import written
from toolmind.errors import ConfigError, DataError
from toolmind.training.recipes.write import RECIPES, write_recipe
from trained import small_run_folder
from trainer_rows import tiny_model


@pytest.mark.parametrize("name", RECIPES)
def test_what_it_says_was_written_is_there(name: str, tmp_path: Path) -> None:
    found = write(name, tmp_path)
    assert found.rows > 0 and found.trained_turns > 0
    assert all((tmp_path / "out" / file).is_file() for file in found.files)
    script = found.command.split()[-1]
    assert script in found.files


def test_rows_too_long_are_counted_where_a_tokenizer_is_named(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "model")
    run = small_run_folder(tmp_path / "run", 6)
    settings = [f"tokenizer={model}", "sequence_length=900"]
    found = write_recipe("openrlhf", run, tmp_path / "out", "m", settings)
    assert sum(found.left_out.values()) > 0 and "900 tokens" in str(found.left_out)


def test_what_cannot_be_is_told(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    with pytest.raises(ConfigError, match="did you mean 'axolotl'"):
        write_recipe("axolot", run, tmp_path / "out", "m", [])
    with pytest.raises(ConfigError, match="--model: name the model"):
        write_recipe("axolotl", run, tmp_path / "out", "", [])
    with pytest.raises(ConfigError, match="batch"):
        write_recipe("axolotl", run, tmp_path / "out", "m", ["batch=0"])
    with pytest.raises(ConfigError, match="did you mean 'learning_rate'"):
        write_recipe("axolotl", run, tmp_path / "out", "m", ["learning_rte=1"])
    with pytest.raises(DataError, match="is no run folder"):
        write_recipe("axolotl", tmp_path, tmp_path / "out", "m", [])
