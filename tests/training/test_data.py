"""What is trained on: a run or an export, its rows counted, and where they come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dialogues import GOOD
from run_folders import written
from toolmind.config import PluginConfig
from toolmind.errors import DataError
from toolmind.formats.split import SplitOptions
from toolmind.pipeline.export import export_run
from toolmind.training.config import TrainConfig
from toolmind.training.data import is_run, read_data
from toolmind.training.tokenizer import run_texts, write_tokenizer
from trained import small_run_folder
from trainer_rows import masked


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = small_run_folder(tmp_path / "run", 12)
    write_tokenizer(run_texts(folder), tmp_path / "tokenizer", 500)
    return folder


def config(data: Path, **changed: Any) -> TrainConfig:
    return TrainConfig(model="tiny", data=str(data), **{"per": "trajectory", **changed})


def test_a_run_is_exported_and_counted(run: Path, tmp_path: Path) -> None:
    found = read_data(config(run), tmp_path / "tokenizer", tmp_path / "out")
    assert found.rows == found.trajectories == 12 and found.left_out == {}
    assert found.files == (str(tmp_path / "out" / "trl_tokens" / "tokens.parquet"),)
    assert 0 < found.learnt_tokens < found.tokens and found.weight == found.learnt_tokens
    assert found.lineage.run == "run" and len(found.lineage.fingerprint) == 16
    assert sum(found.lineage.counts["licences"].values()) == 12
    by_turn = read_data(config(run, per="turn"), tmp_path / "tokenizer", tmp_path / "turns")
    assert by_turn.rows > 12 and by_turn.learnt_tokens == found.learnt_tokens


def test_rows_too_long_are_counted_and_none_is_cut(run: Path, tmp_path: Path) -> None:
    whole = read_data(config(run), tmp_path / "tokenizer", tmp_path / "out")
    length = whole.longest - 1
    found = read_data(config(run, sequence_length=length), tmp_path / "tokenizer", tmp_path / "out")
    assert found.left_out[f"longer than {length} tokens"] == whole.rows - found.rows > 0
    with pytest.raises(DataError, match=f"the longest row has {whole.longest}"):
        read_data(config(run, sequence_length=9), tmp_path / "tokenizer", tmp_path / "out")


def test_weights_of_turns_are_told(tmp_path: Path) -> None:
    messages = masked().trajectory.messages
    folder = written(tmp_path / "run", {0: messages, 1: GOOD})
    write_tokenizer(run_texts(folder), tmp_path / "tokenizer", 500)
    found = read_data(config(folder), tmp_path / "tokenizer", tmp_path / "out")
    assert 0 < found.weight < found.learnt_tokens


def test_an_export_is_read_where_it_lies_and_of_parts_those_for_training(
    run: Path, tmp_path: Path
) -> None:
    spec = PluginConfig.model_validate(
        {"type": "trl_tokens", "tokenizer": str(tmp_path / "tokenizer")}
    )
    export_run(run, [spec])
    inside = read_data(config(run / "export" / "trl_tokens"), tmp_path / "tokenizer", tmp_path)
    assert inside.lineage.fingerprint, "the run is found above it"
    export_run(run, [spec], tmp_path / "parts", split=SplitOptions(shards=3))
    parts = read_data(config(tmp_path / "parts" / "trl_tokens"), tmp_path / "tokenizer", tmp_path)
    assert len(parts.files) == 3 and parts.rows == inside.rows
    assert not parts.lineage.fingerprint and parts.lineage.counts == inside.lineage.counts


def test_tokens_of_another_tokenizer_are_refused(run: Path, tmp_path: Path) -> None:
    spec = PluginConfig.model_validate(
        {"type": "trl_tokens", "tokenizer": str(tmp_path / "tokenizer")}
    )
    export_run(run, [spec], tmp_path / "made")
    write_tokenizer(["a"], tmp_path / "other", 300)
    with pytest.raises(DataError, match=r"and the tokenizer has \d+.*Export again"):
        read_data(config(tmp_path / "made" / "trl_tokens"), tmp_path / "other", tmp_path)


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    assert not is_run(tmp_path)
    with pytest.raises(DataError, match="is no run folder, and holds no tokens"):
        read_data(config(tmp_path), tmp_path, tmp_path / "out")
