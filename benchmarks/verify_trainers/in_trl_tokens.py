"""What TRL's `SFTTrainer` makes of rows that are tokens already; run in an environment of its own.

    python in_trl_tokens.py EXPORT TEMPLATE OUT

The labels are compared as text, by the tokenizer that made the rows.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
import trl
from in_trl import gradients, loaded, settings, tiny_model
from tokenizer import tokenizer_for


def main(export: str, template: str, out: str) -> None:
    """Write the text under loss of every row, and what masked tokens weigh in the gradient."""
    tokenizer = tokenizer_for(template)
    rows, ids = loaded(export)
    trainer = trl.SFTTrainer(
        model=tiny_model(len(tokenizer)),
        args=trl.SFTConfig(**settings(out), max_length=None, shuffle_dataset=False),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    found = {}
    for name, row in zip(ids, trainer.train_dataset, strict=True):
        labels = trainer.data_collator([row])["labels"][0]
        found[name] = tokenizer.decode(labels[labels >= 0])
    shortest = min(range(len(ids)), key=lambda at: len(rows[at]["input_ids"]))
    batch = trainer.data_collator([trainer.train_dataset[shortest]])
    weights = [gradients(trainer.model, batch)]
    trainer.train_dataset = trainer.train_dataset.select([shortest])
    trainer.train()
    result = {"name": f"trl {trl.__version__}", "learnt": found, "gradients": weights}
    Path(out).write_text(json.dumps(result))


if __name__ == "__main__":
    torch.manual_seed(0)
    main(*sys.argv[1:])
