"""What a recipe is: a format's files, and the settings under which one trainer reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from toolmind.training.config import TrainConfig


class Recipe(NamedTuple):
    """One trainer: its format, the command that trains, and the texts of files beside the data.

    Paths in the files are relative to the folder in which they lie, where the command is to be
    started.
    """

    format: str
    command: str
    files: Callable[[TrainConfig], Mapping[str, str]]


def yaml_text(head: str, settings: Mapping[str, Any]) -> str:
    """Return settings as YAML under a comment; those that are None are left out."""
    import yaml

    kept = {key: value for key, value in settings.items() if value is not None}
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return comment + str(yaml.safe_dump(kept, sort_keys=False, allow_unicode=True))


def shell_text(head: str, words: list[str]) -> str:
    """Return a script of one command, a setting a line."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    return f"#!/usr/bin/env bash\n{comment}set -euo pipefail\n" + " \\\n  ".join(words) + "\n"


def per_device(config: TrainConfig) -> int:
    """Return how many rows a device takes at a time, of all that there are one."""
    return config.batch // config.accumulation


def training_arguments(config: TrainConfig) -> dict[str, Any]:
    """Return the settings whose names are those of transformers' TrainingArguments."""
    return {
        "per_device_train_batch_size": per_device(config),
        "gradient_accumulation_steps": config.accumulation,
        "learning_rate": config.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_ratio": config.warmup,
        "num_train_epochs": config.epochs,
        "max_steps": config.steps,
        "seed": config.seed,
        "logging_steps": config.log_every,
        "save_steps": config.checkpoint_every,
    }


def lora_arguments(config: TrainConfig) -> dict[str, Any]:
    """Return the size of the adapter as LLaMA-Factory and ms-swift call it, if there is one."""
    if config.lora is None:
        return {}
    return {
        "lora_rank": config.lora.rank,
        "lora_alpha": config.lora.alpha,
        "lora_dropout": config.lora.dropout,
    }


def targets(config: TrainConfig) -> list[str] | None:
    """Return the layers that get an adapter, where they are named."""
    if config.lora is None or isinstance(config.lora.targets, str):
        return None
    return list(config.lora.targets)
