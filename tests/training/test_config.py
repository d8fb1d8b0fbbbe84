"""Settings of a training: the paper's preset, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import ConfigError
from toolmind.training.config import load_train_config


def write(folder: Path, text: str) -> Path:
    path = folder / "train.yaml"
    path.write_text(text)
    return path


def test_the_preset_is_the_papers_recipe_and_the_file_comes_before_it(tmp_path: Path) -> None:
    file = write(tmp_path, "preset: paper\nmodel: some/model\ndata: run\nbatch: 128\n")
    config = load_train_config(file, ["accumulation=32"])
    assert (config.sequence_length, config.learning_rate, config.warmup) == (65_536, 5e-6, 0.03)
    assert (config.batch, config.accumulation) == (128, 32)


def test_paths_are_relative_to_the_file_and_names_of_a_hub_are_not(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    file = write(tmp_path, "model: some/model\ndata: run\ntokenizer: mine\n")
    config = load_train_config(file)
    assert config.data == str(tmp_path / "run") and config.model == "some/model"
    assert config.tokenizer == str(tmp_path / "mine")
    assert load_train_config(file, ["model=mine"]).model == str(tmp_path / "mine")
    assert load_train_config(file, ["model=tiny"]).model == "tiny"


def test_a_missing_file_and_a_run_folder_are_told_what_is_needed(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ConfigError, match=r"no such file.*`model: NAME`.*--recipe"):
            load_train_config(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("data: run", "model"),
        ("model: m\ndata: r\nbatch: 10\naccumulation: 4", "cannot be divided into 4 equal parts"),
        ("model: tiny\ndata: r\nlora: {}", "adapters on random weights"),
        ("model: m\ndata: r\nlora: {rnak: 3}", "did you mean 'rank'"),
        ("model: m\ndata: r\nlearning_rte: 3", "did you mean 'learning_rate'"),
        ("model: m\ndata: r\npreset: papper", "preset"),
    ],
)
def test_what_cannot_be_is_told(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said):
        load_train_config(write(tmp_path, text))
