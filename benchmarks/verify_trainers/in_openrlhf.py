"""What OpenRLHF's `SFTDataset` makes of an export; run in an environment of its own.

python in_openrlhf.py EXPORT MODEL OUT
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import datasets
import told
from openrlhf.datasets import SFTDataset
from transformers import AutoTokenizer


def main(export: str, model: str, out: str) -> None:
    """Write the text under loss of every row."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    file = Path(export) / "turns.parquet"
    rows = datasets.load_dataset("parquet", data_files=str(file), split="train")
    data = SimpleNamespace(input_key="input", output_key="output", apply_chat_template=True)
    strategy = SimpleNamespace(args=SimpleNamespace(data=data))
    read = SFTDataset(rows, tokenizer, 10**6, strategy, num_processors=1)
    found = {}
    for name, (tokens, _, mask) in zip(list(rows["id"]), read, strict=True):
        # Its mask stands at the logits: each says the token after it.
        learnt = tokens[0, 1:][mask[0, :-1] > 0]
        found[name] = tokenizer.decode(learnt)
    told.write(out, "openrlhf", found)


if __name__ == "__main__":
    main(*sys.argv[1:])
