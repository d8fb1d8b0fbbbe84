"""TRL's `SFTTrainer`, with a weight per token in the loss and a curve of one's own.

It is the only module that imports torch, transformers, trl and peft: see `require_trainer`.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets  # type: ignore[import-untyped]
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PrinterCallback,
    ProgressCallback,
    Qwen3Config,
    Qwen3ForCausalLM,
    TrainerCallback,
)
from transformers.utils import logging as transformers_logging
from trl import SFTConfig, SFTTrainer
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling

from toolmind.errors import ConfigError
from toolmind.training.config import TINY, LoraConfig, TrainConfig
from toolmind.training.curve import Curve, Point
from toolmind.training.processes import count


class WeightedCollator(DataCollatorForLanguageModeling):  # type: ignore[misc]
    """TRL's collator, which hands the weights of tokens on."""

    def torch_call(self, examples: list[dict[str, Any]]) -> dict[str, Any]:
        """Return a batch with `weights`, padded by 0."""
        batch: dict[str, Any] = super().torch_call(examples)
        weights = [torch.tensor(one["weights"], dtype=torch.float32) for one in examples]
        batch["weights"] = pad_sequence(weights, batch_first=True)
        return batch


class WeightedTrainer(SFTTrainer):  # type: ignore[misc]
    """Multiplies the loss of every token by its weight, and counts what was seen.

    The sum is divided by the number of tokens under loss, whatever they weigh: a turn of weight 0.5
    pulls half as hard as one of 1 in the same place.
    """

    seen: Counter[str]

    def _set_signature_columns_if_needed(self) -> None:
        self._signature_columns = ["input_ids", "labels", "weights"]

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        """Return TRL's own loss over log-probabilities that are weighed."""
        weights = inputs.pop("weights")[:, 1:]  # as labels: each of the token before it
        self._count(inputs)

        def weighed(**fields: Any) -> Any:
            outputs = model(**fields)
            outputs.log_probs = outputs.log_probs * weights
            return outputs

        return super().compute_loss(weighed, inputs, return_outputs, num_items_in_batch)

    def _count(self, inputs: dict[str, Any]) -> None:
        learnt, mask = inputs["labels"][:, 1:] >= 0, inputs["attention_mask"]
        local = torch.stack([mask.new_tensor(len(mask)), mask.sum(), learnt.sum()])
        for name, found in zip(
            ("rows", "tokens", "learnt_tokens"), self.accelerator.reduce(local), strict=True
        ):
            self.seen[name] += int(found)


class CurveCallback(TrainerCallback):  # type: ignore[misc]
    """Adds a point to the curve at every log, and says so on stderr."""

    def __init__(self, curve: Curve, seen: Counter[str]) -> None:
        self._curve, self._seen = curve, seen
        self._begun, self._before = time.monotonic(), curve.last.seconds

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        """Begin to measure."""
        self._begun = time.monotonic()

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **_: Any) -> None:
        """Write a point."""
        if "loss" not in logs or not state.is_world_process_zero:
            return
        point = Point(
            step=state.global_step,
            epoch=round(float(state.epoch or 0.0), 4),
            loss=float(logs["loss"]),
            learning_rate=float(logs.get("learning_rate", 0.0)),
            gradient_norm=float(logs.get("grad_norm", 0.0)),
            rows=self._seen["rows"],
            tokens=self._seen["tokens"],
            learnt_tokens=self._seen["learnt_tokens"],
            seconds=round(self._before + time.monotonic() - self._begun, 3),
        )
        self._curve.append(point)
        rate = point.rows / max(point.seconds, 1e-9)
        told = f"step {point.step} of {state.max_steps}: loss {point.loss:.4f}, {rate:.2f} rows/s"
        print(told, file=sys.stderr, flush=True)


def save_tokenizer(config: TrainConfig, folder: Path) -> None:
    """Write the tokenizer of the model, or the one that is named, into a folder.

    Raises:
        ConfigError: there is none.
    """
    name = config.tokenizer or config.model
    _found(name, lambda: AutoTokenizer.from_pretrained(name)).save_pretrained(folder)


def trainer(config: TrainConfig, tokenizer: Path, files: list[str], out: Path) -> WeightedTrainer:
    """Return the trainer of a configuration; its checkpoints go into ``out/checkpoints``.

    Raises:
        ConfigError: there is no such model, or the devices do not divide the batch.
    """
    _quietly()
    loaded = AutoTokenizer.from_pretrained(tokenizer)
    rows = datasets.load_dataset(
        "parquet",
        data_files=files,
        split="train",
        columns=["input_ids", "labels", "weights"],
        cache_dir=str(out / "cache"),
    ).filter(lambda ids: len(ids) <= config.sequence_length, input_columns="input_ids")
    pad = loaded.eos_token_id if loaded.pad_token_id is None else loaded.pad_token_id
    made = WeightedTrainer(
        model=_model(config, loaded),
        args=_arguments(config, out),
        data_collator=WeightedCollator(pad_token_id=pad),
        train_dataset=rows,
        processing_class=loaded,
        peft_config=_adapters(config.lora),
    )
    made.seen = Counter()
    for callback in (PrinterCallback, ProgressCallback):
        made.remove_callback(callback)
    return made


def _quietly() -> None:
    """Let the curve's lines be all that is said on the way."""
    datasets.disable_progress_bars()
    transformers_logging.disable_progress_bar()


def _arguments(config: TrainConfig, out: Path) -> SFTConfig:
    parts = config.accumulation * count()
    if config.batch % parts:
        raise ConfigError(
            f"batch {config.batch}: cannot be divided over {count()} processes in"
            f" {config.accumulation} parts each"
        )
    return SFTConfig(
        output_dir=str(out / "checkpoints"),
        max_length=None,  # longer rows are out already, and counted
        dataset_kwargs={"skip_prepare_dataset": True},
        per_device_train_batch_size=config.batch // parts,
        gradient_accumulation_steps=config.accumulation,
        learning_rate=config.learning_rate,
        warmup_steps=config.warmup,
        lr_scheduler_type="cosine",
        num_train_epochs=config.epochs,
        max_steps=config.steps or -1,
        seed=config.seed,
        bf16=config.precision == "bfloat16",
        activation_checkpointing=config.activation_checkpointing,
        logging_steps=config.log_every,
        save_steps=config.checkpoint_every,
        save_total_limit=2,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=torch.cuda.is_available(),
        report_to=[],
        disable_tqdm=True,
    )


def _model(config: TrainConfig, tokenizer: Any) -> Any:
    if config.model != TINY:
        name = config.model
        return _found(name, lambda: AutoModelForCausalLM.from_pretrained(name, dtype=torch.float32))
    torch.manual_seed(config.seed)
    heads = max(1, config.tiny.hidden // 32)
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(tokenizer),
            hidden_size=config.tiny.hidden,
            intermediate_size=3 * config.tiny.hidden,
            num_hidden_layers=config.tiny.layers,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            head_dim=32,
            max_position_embeddings=131_072,
            tie_word_embeddings=False,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def _adapters(lora: LoraConfig | None) -> Any:
    if lora is None:
        return None
    import peft

    targets = lora.targets if isinstance(lora.targets, str) else list(lora.targets)
    return peft.LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=targets,
        task_type="CAUSAL_LM",
    )


def _found(name: str, load: Callable[[], Any]) -> Any:
    try:
        return load()
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:300]
        raise ConfigError(f"model {name!r} cannot be loaded: {reason}") from None
