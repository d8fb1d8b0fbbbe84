"""OpenRLHF (read in 0.11), with which the paper trained: `train.sh`; the output of a row is learnt.

It reads no file of settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote

from toolmind.training.config import TrainConfig
from toolmind.training.recipes.base import Recipe, per_device, shell_text, targets

_HEAD = """\
Under loss is the `output` of a row. It knows no weights, and cuts what is longer than max_len:
write this again with tokenizer=MODEL_DIR, and longer rows are left out and counted."""


def files(config: TrainConfig) -> Mapping[str, str]:
    """Return the script."""
    options: dict[str, object] = {
        "model.model_name_or_path": quote(config.model),
        "data.dataset": "openrlhf/turns.parquet",
        "data.input_key": "input",
        "data.output_key": "output",
        "data.max_len": config.sequence_length,
        "train.batch_size": config.batch,
        "train.micro_batch_size": per_device(config),
        "train.max_epochs": max(1, round(config.epochs)),
        "train.seed": config.seed,
        "adam.lr": config.learning_rate,
        "lr_warmup_ratio": config.warmup,
        "ckpt.output_dir": "model",
        "ckpt.save_steps": config.checkpoint_every,
        "logger.logging_steps": config.log_every,
    }
    words = [f"--{name} {value}" for name, value in options.items()]
    words.append("--data.apply_chat_template")
    if config.activation_checkpointing:
        words.append("--model.gradient_checkpointing_enable")
    if config.lora is not None:
        words += [f"--ds.lora.rank {config.lora.rank}", f"--ds.lora.alpha {config.lora.alpha}"]
        words.append(f"--ds.lora.dropout {config.lora.dropout}")
        words += (
            [f"--ds.lora.target_modules {' '.join(named)}"] if (named := targets(config)) else []
        )
    script = shell_text(_HEAD, ["deepspeed --module openrlhf.cli.train_sft", *words])
    return {"train.sh": script}


RECIPE = Recipe("openrlhf", "bash train.sh", files)
