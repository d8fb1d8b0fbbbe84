"""ms-swift (read in 4.6): `swift.yaml`; `default` reads `loss` and `loss_scale` of messages."""

from __future__ import annotations

from collections.abc import Mapping

from toolmind.training.config import TrainConfig
from toolmind.training.recipes.base import Recipe, per_device, targets, yaml_text

_HEAD = """\
Under loss are the messages whose `loss` is true, by their `loss_scale` where they have one: the
strategy `default` heeds both, and no empty block of reasoning is. Longer rows are deleted."""


def files(config: TrainConfig) -> Mapping[str, str]:
    """Return the settings."""
    lora = config.lora
    settings = {
        "model": config.model,
        "tuner_type": "lora" if lora else "full",
        "dataset": ["ms_swift/trajectories.jsonl"],
        "split_dataset_ratio": 0,
        "loss_scale": "default+ignore_empty_think",
        "max_length": config.sequence_length,
        "truncation_strategy": "delete",
        "output_dir": "model",
        "per_device_train_batch_size": per_device(config),
        "gradient_accumulation_steps": config.accumulation,
        "learning_rate": config.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_ratio": config.warmup,
        "num_train_epochs": config.epochs,
        "max_steps": config.steps,
        "seed": config.seed,
        "torch_dtype": config.precision,
        "logging_steps": config.log_every,
        "save_steps": config.checkpoint_every,
    }
    if lora is not None:
        settings |= {
            "lora_rank": lora.rank,
            "lora_alpha": lora.alpha,
            "lora_dropout": lora.dropout,
            "target_modules": targets(config) or ["all-linear"],
        }
    return {"swift.yaml": yaml_text(_HEAD, settings)}


RECIPE = Recipe("ms_swift", "swift sft swift.yaml", files)
