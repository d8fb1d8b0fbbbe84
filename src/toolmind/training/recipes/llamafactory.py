"""LLaMA-Factory (read in 0.9.5): `llamafactory.yaml`; the last turn of a row by `mask_history`."""

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
Under loss is the last turn of a row alone: mask_history. It knows no weights.
`template` is that of the model's family: check it. What is longer than cutoff_len it CUTS without a
word: write this again with tokenizer=MODEL_DIR, and longer rows are left out and counted."""

_THINKING = """\
# Its default, true, puts an empty block of reasoning under loss in every turn without any.
enable_thinking: null
"""

_TEMPLATES = {"qwen3": "qwen3", "qwen2": "qwen", "llama-3": "llama3", "glm-4": "glm4"}


def files(config: TrainConfig) -> Mapping[str, str]:
    """Return the settings."""
    name = config.model.lower()
    settings = {
        "model_name_or_path": config.model,
        "stage": "sft",
        "do_train": True,
        "finetuning_type": "lora" if config.lora else "full",
        "dataset_dir": "llamafactory",
        "dataset": "toolmind",
        "template": next((one for part, one in _TEMPLATES.items() if part in name), "qwen3"),
        "mask_history": True,
        "cutoff_len": config.sequence_length,
        "output_dir": "model",
        **training_arguments(config),
        "bf16": config.precision == "bfloat16",
        **lora_arguments(config),
    }
    if config.lora is not None:
        settings["lora_target"] = ",".join(targets(config) or ["all"])
    return {"llamafactory.yaml": yaml_text(_HEAD, settings) + _THINKING}


RECIPE = Recipe("llamafactory", "llamafactory-cli train llamafactory.yaml", files)
