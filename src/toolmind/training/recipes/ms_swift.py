"""ms-swift (read in 4.6): `swift.yaml`; `default` reads `loss` and `loss_scale` of messages."""

from __future__ import annotations

from collections.abc import Mapping

from toolmind.training.config import TrainConfig
from toolmind.training.recipes.base import (
    Recipe,
    lora_arguments,
    targets,
    training_arguments,
    yaml_text,
)

_HEAD = """\
Under loss are the messages whose `loss` is true, by their `loss_scale` where they have one: the
strategy `default` heeds both, and no empty block of reasoning is. Longer rows are deleted."""


def files(config: TrainConfig) -> Mapping[str, str]:
    """Return the settings."""
    settings = {
        "model": config.model,
        "tuner_type": "lora" if config.lora else "full",
        "dataset": ["ms_swift/trajectories.jsonl"],
        "split_dataset_ratio": 0,
        "loss_scale": "default+ignore_empty_think",
        "max_length": config.sequence_length,
        "truncation_strategy": "delete",
        "output_dir": "model",
        **training_arguments(config),
        "torch_dtype": config.precision,
        **lora_arguments(config),
    }
    if config.lora is not None:
        settings["target_modules"] = targets(config) or ["all-linear"]
    return {"swift.yaml": yaml_text(_HEAD, settings)}


RECIPE = Recipe("ms_swift", "swift sft swift.yaml", files)
