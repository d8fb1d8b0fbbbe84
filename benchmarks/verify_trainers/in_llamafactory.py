"""What LLaMA-Factory's `get_dataset` makes of an export; run in an environment of its own.

    python in_llamafactory.py EXPORT MODEL OUT

It renders with a template of its own making, not the model's.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import told
from transformers import AutoTokenizer

# Its loader imports what it reads sound with; there is none in these rows.
sys.modules["torchaudio"] = ModuleType("torchaudio")
sys.modules["torchaudio"].__spec__ = ModuleSpec("torchaudio", None)


def main(export: str, model: str, out: str) -> None:
    """Write the text under loss of every row."""
    from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
    from llamafactory.hparams import get_train_args

    model_args, data_args, training_args, _, _ = get_train_args(
        {
            "stage": "sft",
            "do_train": True,
            "model_name_or_path": model,
            "dataset": "toolmind",
            "dataset_dir": export,
            "template": Path(model).name,
            "cutoff_len": 10**6,
            "mask_history": True,
            "enable_thinking": None,  # true would put empty blocks of reasoning under loss
            "output_dir": f"{out}.run",
            "report_to": "none",
            "use_cpu": True,
        }
    )
    tokenizer = AutoTokenizer.from_pretrained(model)
    template = get_template_and_fix_tokenizer(tokenizer, data_args)
    rows = get_dataset(
        template, model_args, data_args, training_args, stage="sft", tokenizer=tokenizer
    )["train_dataset"]
    names = told.row_ids(Path(export) / "conversations.jsonl")
    found = {
        name: told.learnt_text(tokenizer, row["input_ids"], row["labels"])
        for name, row in zip(names, rows, strict=True)
    }
    told.write(out, "llamafactory", found)


if __name__ == "__main__":
    main(*sys.argv[1:])
