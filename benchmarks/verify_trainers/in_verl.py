"""What verl makes of an export, by the data set class beside it; run in an environment of its own.

python in_verl.py EXPORT MODEL OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import told
from transformers import AutoTokenizer


def main(export: str, model: str, out: str) -> None:
    """Write the text under loss of every row."""
    sys.path.append(export)
    from toolmind_verl import ToolMindDataset

    tokenizer = AutoTokenizer.from_pretrained(model)
    file = Path(export) / "trajectories.parquet"
    settings = {"max_length": 10**6, "pad_mode": "no_padding"}
    read = ToolMindDataset([str(file)], tokenizer, settings)
    found = {}
    for at, name in enumerate(read.dataframe["id"]):
        row = read[at]
        found[name] = tokenizer.decode(row["input_ids"][row["loss_mask"] > 0])
    told.write(out, "verl", found)


if __name__ == "__main__":
    main(*sys.argv[1:])
