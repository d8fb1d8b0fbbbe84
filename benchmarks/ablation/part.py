"""One part of the ablation: an arm with a seed is trained on, and measured."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import msgspec
import torch
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoModelForCausalLM, Qwen3Config, Qwen3ForCausalLM
from turns import CALLS, Result, Turn, judged, spans

HIDDEN, LAYERS = 64, 3
FROM_NOTHING, FROM_BASE = 5e-3, 2e-3
"""Learning rates: of random weights, and of a model that is trained on."""

WARMUP = 0.1

Rows = list[tuple[list[int], list[int]]]
"""input_ids and labels."""


def rows_of(folder: Path) -> Rows:
    return duckdb.sql(f"SELECT input_ids, labels FROM '{folder / 'tokens.parquet'}'").fetchall()


@dataclass(frozen=True)
class Part:
    """An arm's rows in `data`, a seed, the steps, and the tokens under loss of each (about).

    It begins with the model of the part `base`, or with random weights.
    """

    arm: str
    data: Path
    seed: int
    steps: int
    learnt: int
    base: Part | None = None

    def folder(self, out: Path) -> Path:
        own = f"{self.data.name}.{self.seed}.{self.steps}x{self.learnt}"
        return out / "parts" / (f"{own}.on_{self.base.steps}" if self.base else own)

    def result_file(self, out: Path) -> Path:
        return self.folder(out) / "result.json"


def run_part(out: Path, part: Part) -> Result:
    """Train and measure; or read what was done."""
    folder, done = part.folder(out), part.result_file(out)
    if done.is_file():
        return msgspec.json.decode(done.read_bytes(), type=Result)
    rows = rows_of(part.data)
    of_a_row = sum(label >= 0 for _, labels in rows for label in labels) / len(rows)
    batch = max(1, round(part.learnt / of_a_row))
    tokenizer = Tokenizer.from_file(str(out / "tokenizer" / "tokenizer.json"))
    before = _cpu()
    model = start(part, out, tokenizer.get_vocab_size())
    tokens, learnt, last = train(model, rows, part, batch)
    seconds = _cpu() - before
    model.save_pretrained(folder)
    result = Result(
        arm=part.arm,
        seed=part.seed,
        steps=part.steps,
        batch=batch,
        data_rows=len(rows),
        tokens=tokens,
        learnt_tokens=learnt,
        last_loss=last,
        cpu_seconds=seconds,
        turns=list(measured(model, tokenizer, out / "held_out_tokens")),
    )
    done.write_bytes(msgspec.json.encode(result))
    return result


def start(part: Part, out: Path, vocabulary: int) -> Any:
    """Return the model that a part begins with, in the shape of `toolmind train`'s `tiny`."""
    if part.base:
        return AutoModelForCausalLM.from_pretrained(part.base.folder(out), dtype=torch.float32)
    torch.manual_seed(part.seed)
    heads = HIDDEN // 32
    return Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=vocabulary,
            hidden_size=HIDDEN,
            intermediate_size=3 * HIDDEN,
            num_hidden_layers=LAYERS,
            num_attention_heads=heads,
            num_key_value_heads=heads,
            head_dim=32,
            tie_word_embeddings=False,
        )
    )


def train(model: Any, rows: Rows, part: Part, batch: int) -> tuple[int, int, float]:
    """Train by AdamW on rows in random order; return tokens, tokens under loss, the last loss.

    A loop of its own, not `toolmind train`: with a model of this size it takes half of the time,
    for TRL's head costs as much as all the rest.
    """
    highest = FROM_BASE if part.base else FROM_NOTHING
    optimizer = torch.optim.AdamW(model.parameters(), highest, weight_decay=0.0)
    order = batches(len(rows), batch, Random(part.seed))
    tokens = learnt = 0
    model.train()
    for step in range(part.steps):
        picked = [rows[at] for at in next(order)]
        ids = pad_sequence([torch.tensor(one) for one, _ in picked], True)
        labels = pad_sequence([torch.tensor(one) for _, one in picked], True, -100)
        for group in optimizer.param_groups:
            group["lr"] = highest * rate(step / part.steps)
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        tokens += sum(len(one) for one, _ in picked)
        learnt += int((labels[:, 1:] >= 0).sum())
        if step % 50 == 49:
            print(f"{part.arm}, seed {part.seed}: step {step + 1}, loss {loss:.3f}", flush=True)
    return tokens, learnt, float(loss)


def batches(rows: int, batch: int, chance: Random) -> Iterator[list[int]]:
    """Yield numbers of rows without end: all of them once, in random order, then again."""
    left: list[int] = []
    while True:
        while len(left) < batch:
            left += chance.sample(range(rows), rows)
        yield left[:batch]
        left = left[batch:]


def rate(done: float) -> float:
    """Return the share of the highest learning rate: a rise, then half a cosine."""
    return done / WARMUP if done < WARMUP else (1 + cos(pi * (done - WARMUP) / (1 - WARMUP))) / 2


def measured(model: Any, tokenizer: Tokenizer, held_out: Path) -> Iterator[Turn]:
    """Yield every held-out turn: one pass over a dialogue tells all of its turns."""
    model.eval()
    calling = tokenizer.encode(CALLS, add_special_tokens=False).ids[0]
    for dialogue, (ids, labels) in enumerate(rows_of(held_out)):
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
        for first, end in spans(labels):
            gold = torch.tensor(ids[first:end])
            text = [tokenizer.decode([one], skip_special_tokens=False) for one in ids[first:end]]
            told = logits[first - 1 : end - 1]
            right = (told.argmax(-1) == gold).tolist()
            yield Turn(
                dialogue=dialogue,
                loss=-float(told.gather(1, gold[:, None]).sum()),
                tokens=end - first,
                **judged(text, right, int(told[0].argmax()) == calling),
            )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
