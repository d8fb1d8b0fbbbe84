"""What TRL's trainers of preferences make of an export; run in an environment of its own.

    python in_trl_preferences.py EXPORT TEMPLATE OUT

`DPOTrainer` takes pairs (`chosen` and `rejected`), `KTOTrainer` labelled turns. Each tokenises the
rows by one of TRL's own templates and takes two steps of a tiny random model on a CPU.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch
import trl
from in_trl import loaded, settings, tiny_model
from tokenizer import tokenizer_for


def main(export: str, template: str, out: str) -> None:
    """Write the text of every side under loss, and what the prompt weighs in the gradient."""
    tokenizer = tokenizer_for(template)
    rows, ids = loaded(export)
    kind = ("DPO", 1) if "chosen" in rows.column_names else ("KTO", 2)
    config, made = getattr(trl, f"{kind[0]}Config"), getattr(trl, f"{kind[0]}Trainer")
    trainer = made(
        model=tiny_model(len(tokenizer)),
        ref_model=tiny_model(len(tokenizer)),
        args=config(**settings(out, kind[1]), max_length=None),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    found = dict(sides(trainer.train_dataset, ids, tokenizer))
    by_length = sorted(range(len(ids)), key=lambda at: len(trainer.train_dataset[at]["prompt_ids"]))
    few = trainer.train_dataset.select(by_length[:4])
    batch = trainer.data_collator([few[at] for at in range(kind[1])])
    weights = [gradients(trainer, batch)]
    trainer.train_dataset = few
    trainer.train()
    result = {"name": f"trl {trl.__version__}", "learnt": found, "gradients": weights}
    Path(out).write_text(json.dumps(result))


def sides(rows: Any, ids: list[str], tokenizer: Any) -> Any:
    """Yield (id, text under loss); of a pair both sides."""
    for name, row in zip(ids, rows, strict=True):
        if "chosen_ids" in row:
            yield f"{name} chosen", tokenizer.decode(row["chosen_ids"])
            yield f"{name} rejected", tokenizer.decode(row["rejected_ids"])
        else:
            yield name, tokenizer.decode(row["completion_ids"])


def gradients(trainer: Any, batch: Any) -> dict[str, float]:
    """Return the largest gradient at the states that tell tokens of prompts, and of turns."""
    kept: list[Any] = []

    def keep(_module: Any, _inputs: Any, output: Any) -> None:
        if output.last_hidden_state.requires_grad:
            output.last_hidden_state.retain_grad()
            kept.append(output.last_hidden_state)

    hook = trainer.model.model.register_forward_hook(keep)
    trainer.model.train()
    trainer.compute_loss(trainer.model, batch).backward()
    hook.remove()
    mask = batch["completion_mask"][:, 1:].bool()
    slope = kept[0].grad.abs().amax(-1)[:, :-1]
    return {"masked": float(slope[~mask].max()), "learnt": float(slope[mask].max())}


if __name__ == "__main__":
    torch.manual_seed(0)
    main(*sys.argv[1:])
