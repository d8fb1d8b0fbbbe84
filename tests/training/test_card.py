"""The card of a model: counts, settings, and where the data comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from msgspec.structs import replace

from toolmind.training.card import card
from toolmind.training.config import LoraConfig, TrainConfig
from toolmind.training.data import Lineage
from trained import reported


def config(**changed: Any) -> TrainConfig:
    return TrainConfig(**{"model": "some/model", "data": "/secret/run", **changed})


def test_it_says_what_was_done_and_names_no_path(tmp_path: Path) -> None:
    text = card(config(preset="paper"), reported(tmp_path))
    head = yaml.safe_load(text.split("---")[1])
    assert head["base_model"] == "some/model" and "tool-use" in head["tags"]
    assert "2 steps, 180 tokens, of which 80 under loss" in text
    assert "from 3.000 to 1.500" in text and "/secret" not in text
    assert "their tokens count 75.0% of what they would" in text
    assert "| longer than 9 tokens | 2 |" in text and "| not told | 1 |" in text
    assert "| sequence_length | 65536 |" in text
    assert "not known: the export lies in no run folder" in text


def test_the_run_is_told_where_it_is_known(tmp_path: Path) -> None:
    report = reported(tmp_path)
    lineage = Lineage("demo", "0123456789abcdef", "0.1.0", ("grounding", "repeats"), ())
    known = replace(report, data=replace(report.data, lineage=lineage))
    text = card(config(lora=LoraConfig()), known)
    assert "`demo`, fingerprint `0123456789abcdef`" in text
    assert "| checks | grounding, repeats |" in text and "| judges | none |" in text
    assert yaml.safe_load(text.split("---")[1])["library_name"] == "peft"
    assert "LoRA adapters" in text and "| lora.rank | 16 |" in text


def test_random_weights_have_no_base(tmp_path: Path) -> None:
    text = card(config(model="tiny"), reported(tmp_path))
    assert "base_model" not in text and "from random weights" in text


def test_a_folder_is_told_by_its_name_and_rows_by_those_seen(tmp_path: Path) -> None:
    report = reported(tmp_path)
    (tmp_path / "mine").mkdir()
    seen = replace(report, rows=report.data.rows - 1)
    text = card(config(model=str(tmp_path / "mine")), seen)
    assert "base_model" not in text and str(tmp_path) not in text
    assert f"from a folder `mine` on {seen.rows} of {report.data.rows} rows" in text
