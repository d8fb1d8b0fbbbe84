"""Settings as files."""

from __future__ import annotations

import yaml

from toolmind.training.config import LoraConfig, TrainConfig
from toolmind.training.recipes.base import (
    lora_arguments,
    per_device,
    shell_text,
    targets,
    training_arguments,
    yaml_text,
)


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


def test_settings_under_the_names_of_others() -> None:
    config = TrainConfig(model="m", data="r", batch=8, accumulation=4, steps=7)
    said = training_arguments(config)
    assert (said["per_device_train_batch_size"], said["max_steps"]) == (2, 7)
    assert lora_arguments(config) == {}
    adapted = config.model_copy(update={"lora": LoraConfig(rank=4, alpha=8, dropout=0.5)})
    assert lora_arguments(adapted) == {"lora_rank": 4, "lora_alpha": 8, "lora_dropout": 0.5}
