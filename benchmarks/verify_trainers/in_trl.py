"""What TRL's own trainer makes of an export; run in an environment of its own.

    python in_trl.py EXPORT TEMPLATE OUT

It loads the rows as a user would, lets `SFTTrainer` tokenise them with one of its own templates and
a tokenizer made here, takes a step of a tiny random model on a CPU, and writes what is under loss.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import datasets
import torch
import trl
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

MARKER = re.compile(r"<\|[^|<>\s]{1,40}\|>|<｜[^｜<>]{1,40}｜>|<\|[a-z_]{1,40}>|<[a-z_]{1,40}\|>")
FOLDER = Path(trl.__file__).parent / "chat_templates"


def tokenizer_for(template: str) -> Any:
    """Return a tokenizer of bytes and of the markers that the template writes."""
    text = (FOLDER / f"{template}.jinja").read_text(encoding="utf-8")
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = Tokenizer(models.BPE(vocab={one: at for at, one in enumerate(letters)}, merges=[]))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    plain.decoder = decoders.ByteLevel()
    plain.add_special_tokens(["<|pad|>", *sorted(set(MARKER.findall(text)))])
    made = PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="<|pad|>", eos_token="<|pad|>")
    made.chat_template = text
    return made


def main(export: str, template: str, out: str) -> None:
    """Write the text under loss of every row, and what masked tokens weigh in the gradient."""
    tokenizer = tokenizer_for(template)
    rows = datasets.load_dataset("parquet", data_files=f"{export}/trl/turns.parquet", split="train")
    ids = list(rows["id"])
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        max_position_embeddings=2**17,
    )
    arguments = trl.SFTConfig(
        output_dir=f"{out}.run",
        max_length=None,
        max_steps=2,
        per_device_train_batch_size=1,
        report_to=[],
        use_cpu=True,
        completion_only_loss=True,
        shuffle_dataset=False,
        save_strategy="no",
    )
    trainer = trl.SFTTrainer(
        model=LlamaForCausalLM(config),
        args=arguments,
        train_dataset=rows,
        processing_class=tokenizer,
    )
    shortest = min(range(len(ids)), key=lambda at: len(trainer.train_dataset[at]["input_ids"]))
    found, weights = {}, []
    for at, row in enumerate(trainer.train_dataset):
        batch = trainer.data_collator([row])
        pairs = zip(row["input_ids"], batch["labels"][0].tolist(), strict=True)
        learnt = [token for token, label in pairs if label >= 0]
        found[ids[at]] = tokenizer.decode(learnt)
        if at == shortest:
            weights.append(gradients(trainer.model, batch))
    trainer.train_dataset = trainer.train_dataset.select([shortest])
    trainer.train()
    result = {"trl": trl.__version__, "learnt": found, "gradients": weights}
    Path(out).write_text(json.dumps(result))


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
