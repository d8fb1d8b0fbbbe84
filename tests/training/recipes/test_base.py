"""Settings as files."""

from __future__ import annotations

import yaml

from toolmind.training.config import LoraConfig, TrainConfig
from toolmind.training.recipes.base import per_device, shell_text, targets, yaml_text


def test_what_is_none_is_left_out() -> None:
    text = yaml_text("Two\nlines.", {"b": 1e-05, "a": None, "c": [True]})
    assert text.startswith("# Two\n# lines.\n")
    assert yaml.safe_load(text) == {"b": 1e-05, "c": [True]}


def test_a_script_is_one_command() -> None:
    assert shell_text("Why.", ["run", "--a 1"]) == (
        "#!/usr/bin/env bash\n# Why.\nset -euo pipefail\nrun \\\n  --a 1\n"
    )


def test_a_batch_is_divided_into_its_parts() -> None:
    config = TrainConfig(model="m", data="r", batch=8, accumulation=4)
    assert per_device(config) == 2 and targets(config) is None
    named = config.model_copy(update={"lora": LoraConfig(targets=("q_proj",))})
    assert targets(named) == ["q_proj"]
