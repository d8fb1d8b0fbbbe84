"""verl (read in 0.9): `train.sh`; the marks of turns by the data set class beside the rows."""

from __future__ import annotations

from collections.abc import Mapping
from shlex import quote

from toolmind.training.config import TrainConfig
from toolmind.training.recipes.base import Recipe, per_device, shell_text, targets

_HEAD = """\
Under loss are the turns whose `train` is true, by ToolMindDataset. It knows no weights.
A longer row stops it (data.truncation=error): write this again with tokenizer=MODEL_DIR, and longer
rows are left out and counted."""


def files(config: TrainConfig) -> Mapping[str, str]:
    """Return the script, whose settings stand over those of verl's own file."""
    options: dict[str, object] = {
        "model.path": quote(config.model),
        "data.train_files": "verl/trajectories.parquet",
        "data.custom_cls.path": "verl/toolmind_verl.py",
        "data.custom_cls.name": "ToolMindDataset",
        "data.train_batch_size": config.batch,
        "data.micro_batch_size_per_gpu": per_device(config),
        "data.max_length": config.sequence_length,
        "data.max_token_len_per_gpu": config.sequence_length,
        "data.truncation": "error",
        "optim.lr": config.learning_rate,
        "optim.lr_warmup_steps_ratio": config.warmup,
        "optim.lr_scheduler_type": "cosine",
        "trainer.total_epochs": max(1, round(config.epochs)),
        "trainer.total_training_steps": config.steps or "null",
        "trainer.seed": config.seed,
        "trainer.save_freq": config.checkpoint_every,
        "trainer.default_local_dir": "model",
        "trainer.logger": "'[console]'",
        "checkpoint.save_contents": "'[model,optimizer,extra,hf_model]'",
    }
    if config.lora is not None:
        options["model.lora_rank"], options["model.lora_alpha"] = (
            config.lora.rank,
            config.lora.alpha,
        )
        if named := targets(config):
            options["model.target_modules"] = quote(f"[{','.join(named)}]")
    words = [f"{name}={value}" for name, value in options.items()]
    start = "torchrun --standalone --nproc_per_node=${GPUS:-1} -m verl.trainer.sft_trainer"
    return {"train.sh": shell_text(_HEAD, [start, *words])}


RECIPE = Recipe("verl", "bash train.sh", files)
