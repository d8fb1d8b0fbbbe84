"""What axolotl's `chat_template` strategy makes of an export; run in an environment of its own.

python in_axolotl.py EXPORT MODEL OUT
"""

from __future__ import annotations

import sys
from pathlib import Path

import datasets
import told
import yaml
from axolotl.prompt_strategies.chat_template import load
from axolotl.utils.dict import DictDefault
from transformers import AutoTokenizer


def main(export: str, model: str, out: str) -> None:
    """Write the text under loss of every row, read under the settings that lie beside it."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    settings = yaml.safe_load((Path(export) / "config.yaml").read_text(encoding="utf-8"))
    of_data = settings["datasets"][0]
    config = DictDefault({**settings, "sequence_len": 10**6, "train_on_inputs": False})
    strategy = load(tokenizer, config, of_data)
    file = Path(export) / of_data["path"]
    rows = datasets.load_dataset("json", data_files=str(file), split="train")
    found = {}
    for name, row in zip(told.row_ids(file), rows, strict=True):
        made = strategy.tokenize_prompt(row)
        found[name] = told.learnt_text(tokenizer, made["input_ids"], made["labels"])
    told.write(out, "axolotl", found)


if __name__ == "__main__":
    main(*sys.argv[1:])
