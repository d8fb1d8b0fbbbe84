"""What ms-swift's loader and template make of an export; run in an environment of its own.

    python in_ms_swift.py EXPORT MODEL OUT

It renders with a template of its own making, not the model's.
"""

from __future__ import annotations

import sys
from pathlib import Path

import told
from swift.dataset import load_dataset
from swift.model import get_processor
from swift.template import get_template
from transformers import Qwen3Config


def main(export: str, model: str, out: str) -> None:
    """Write the text under loss of every row."""
    Qwen3Config(architectures=["Qwen3ForCausalLM"]).save_pretrained(model)  # it asks for one
    tokenizer = get_processor(model, model_type="qwen3")
    template = get_template(
        tokenizer,
        template_type=Path(model).name,
        agent_template="hermes",
        max_length=10**6,
        loss_scale="default+ignore_empty_think",
    )
    template.set_mode("train")
    file = Path(export) / "trajectories.jsonl"
    rows, _ = load_dataset([str(file)], num_proc=1, load_from_cache_file=False)
    found = {}
    for name, row in zip(told.row_ids(file), rows, strict=True):
        made = template.encode(dict(row))
        found[name] = told.learnt_text(tokenizer, made["input_ids"], made["labels"])
    told.write(out, "ms-swift", found)


if __name__ == "__main__":
    main(*sys.argv[1:])
