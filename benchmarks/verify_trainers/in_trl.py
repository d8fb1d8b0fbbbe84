"""What TRL's own trainer makes of an export; run in an environment of its own.

    python in_trl.py EXPORT TEMPLATE OUT

It loads the rows as a user would, lets `SFTTrainer` tokenise them with one of its own templates and
a tokenizer made here, takes a step of a tiny random model on a CPU, and writes what is under loss.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import datasets
import torch
import trl
from tokenizer import tokenizer_for
from transformers import LlamaConfig, LlamaForCausalLM


def main(export: str, template: str, out: str) -> None:
    """Write the text under loss of every row, and what masked tokens weigh in the gradient."""
    tokenizer = tokenizer_for(template)
    rows, ids = loaded(export)
    trainer = trl.SFTTrainer(
        model=tiny_model(len(tokenizer)),
        args=trl.SFTConfig(
            **settings(out), completion_only_loss=True, shuffle_dataset=False, max_length=None
        ),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    shortest = min(range(len(ids)), key=lambda at: len(trainer.train_dataset[at]["input_ids"]))
    found, weights = {}, []
    for at, row in enumerate(trainer.train_dataset):
        batch = trainer.data_collator([row])
        pairs = zip(row["input_ids"], batch["labels"][0].tolist(), strict=True)
        found[ids[at]] = tokenizer.decode([token for token, label in pairs if label >= 0])
        if at == shortest:
            weights.append(gradients(trainer.model, batch))
    trainer.train_dataset = trainer.train_dataset.select([shortest])
    trainer.train()
    result = {"name": f"trl {trl.__version__}", "learnt": found, "gradients": weights}
    Path(out).write_text(json.dumps(result))


def loaded(export: str) -> tuple[Any, list[str]]:
    """Return the rows of an export, and their ids."""
    (file,) = Path(export).glob("*.parquet")
    rows = datasets.load_dataset("parquet", data_files=str(file), split="train")
    return rows, list(rows["id"])


def tiny_model(vocabulary: int) -> Any:
    """Return a random model."""
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=2**17,
    )
    return LlamaForCausalLM(config)


def settings(out: str, batch: int = 1) -> dict[str, Any]:
    """Return what all of TRL's trainers are told: two steps on a CPU."""
    return {
        "output_dir": f"{out}.run",
        "max_steps": 2,
        "per_device_train_batch_size": batch,
        "report_to": [],
        "use_cpu": True,
        "save_strategy": "no",
    }


def gradients(model: Any, batch: Any) -> dict[str, float]:
    """Return the largest gradient at the logits before masked and before learnt tokens."""
    kept: dict[str, Any] = {}

    def keep(_module: Any, _inputs: Any, output: Any) -> None:
        output.retain_grad()
        kept["logits"] = output

    hook = model.lm_head.register_forward_hook(keep)
    model.train()
    fields = {key: batch[key] for key in ("input_ids", "attention_mask", "labels") if key in batch}
    model(**fields).loss.backward()
    hook.remove()
    slope = kept["logits"].grad.abs().amax(-1)[0, :-1]
    learnt = batch["labels"][0, 1:] >= 0
    return {"masked": float(slope[~learnt].max()), "learnt": float(slope[learnt].max())}


if __name__ == "__main__":
    torch.manual_seed(0)
    main(*sys.argv[1:])
