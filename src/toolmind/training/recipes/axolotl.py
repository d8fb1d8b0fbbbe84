"""axolotl (read in 0.19): `axolotl.yaml`; the marks of turns by `message_field_training`."""

from __future__ import annotations

from collections.abc import Mapping

from toolmind.training.config import TrainConfig
from toolmind.training.recipes.base import Recipe, per_device, targets, yaml_text

_HEAD = """\
Under loss are the turns whose `train` is true, and nothing else: roles_to_train is empty.
It knows no fractions of a loss: a weight above 0 counts as 1. Longer rows are dropped."""


def files(config: TrainConfig) -> Mapping[str, str]:
    """Return the settings."""
    lora = config.lora
    settings = {
        "base_model": config.model,
        "datasets": [
            {
                "path": "axolotl/trajectories.jsonl",
                "ds_type": "json",
                "type": "chat_template",
                "field_messages": "messages",
                "field_tools": "tools",
                "message_field_training": "train",
                "roles_to_train": [],
                "train_on_eos": "turn",
            }
        ],
        "chat_template": "tokenizer_default",
        "dataset_prepared_path": "prepared",
        "output_dir": "model",
        "sequence_len": config.sequence_length,
        "excess_length_strategy": "drop",
        "micro_batch_size": per_device(config),
        "gradient_accumulation_steps": config.accumulation,
        "learning_rate": config.learning_rate,
        "lr_scheduler": "cosine",
        "warmup_ratio": config.warmup,
        "optimizer": "adamw_torch",
        "num_epochs": config.epochs,
        "max_steps": config.steps,
        "seed": config.seed,
        "bf16": config.precision == "bfloat16",
        "gradient_checkpointing": config.activation_checkpointing,
        "logging_steps": config.log_every,
        "save_steps": config.checkpoint_every,
    }
    if lora is not None:
        settings |= {
            "adapter": "lora",
            "lora_r": lora.rank,
            "lora_alpha": lora.alpha,
            "lora_dropout": lora.dropout,
            "lora_target_modules": targets(config),
            "lora_target_linear": True if targets(config) is None else None,
        }
    return {"axolotl.yaml": yaml_text(_HEAD, settings)}


RECIPE = Recipe("axolotl", "axolotl train axolotl.yaml", files)
