"""One part of the ablation: an arm with a seed is trained on, and measured."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
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

LONGEST = 512
"""Tokens of a row: a longer dialogue ends behind the last turn that fits."""

SORTED = 16
"""Batches whose rows are sorted by length before they are cut from one another: less padding."""

Rows = list[tuple[list[int], list[int]]]
"""input_ids and labels."""


def rows_of(folder: Path, samples: int = 0) -> Rows:
    """Return the rows of an export up to so many samples (turns under loss, paper §3.3) [all]."""
    rows: Rows = []
    left = samples or float("inf")
    order = f"SELECT input_ids, labels FROM '{folder / 'tokens.parquet'}'"
    for ids, labels in duckdb.sql(order).fetchall():
        ends = [end for _, end in spans(labels) if end <= LONGEST]
        if ends and left > 0:
            rows.append((ids[: ends[-1]], labels[: ends[-1]]))
            left -= len(ends)
    return rows


def samples_of(folder: Path) -> int:
    """Return how many turns under loss an export has, as far as rows go."""
    return sum(len(list(spans(labels))) for _, labels in rows_of(folder))


@dataclass(frozen=True)
class Part:
    """An arm's rows in the exports `data`, a seed, the steps, about the tokens under loss of each.

    It begins with the model of the part `base`, or with random weights; with `samples` it learns
    by the first so many of each export. It is measured by the exports `held_out`.
    """

    arm: str
    data: tuple[Path, ...]
    held_out: tuple[Path, ...]
    seed: int
    steps: int
    learnt: int
    base: Part | None = None
    samples: int = 0

    def folder(self, out: Path) -> Path:
        of = f".first_{self.samples}" if self.samples else ""
        own = (
            f"{'+'.join(one.name for one in self.data)}{of}.{self.seed}.{self.steps}x{self.learnt}"
        )
        return out / "parts" / (f"{own}.on_{self.base.steps}" if self.base else own)

    def result_file(self, out: Path) -> Path:
        return self.folder(out) / "result.json"


def run_parts(out: Path, parts: Sequence[Part], only_done: bool) -> dict[str, list[Result]]:
    """Return what each arm came to, seed by seed; run what is missing, or leave it out."""
    done: dict[str, list[Result]] = {}
    for part in parts:
        if only_done and not part.result_file(out).is_file():
            continue
        result = run_part(out, part)
        done.setdefault(part.arm, []).append(result)
        print(f"{part.arm}, seed {part.seed}: {result.cpu_seconds:.0f} s of CPU", flush=True)
    return done


def run_part(out: Path, part: Part) -> Result:
    """Train and measure; or read what was done."""
    folder, done = part.folder(out), part.result_file(out)
    if done.is_file():
        return msgspec.json.decode(done.read_bytes(), type=Result)
    rows = [row for folder in part.data for row in rows_of(folder, part.samples)]
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
        turns=[turn for one in part.held_out for turn in measured(model, tokenizer, one)],
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
    order = batches([len(ids) for ids, _ in rows], batch, Random(part.seed))
    tokens = learnt = 0
    model.train()
    for step in range(part.steps):
        picked = [rows[at] for at in next(order)]
        ids = pad_sequence([torch.tensor(one) for one, _ in picked], True)
        labels = pad_sequence([torch.tensor(one) for _, one in picked], True, -100)
        for group in optimizer.param_groups:
            group["lr"] = highest * rate(step / part.steps)
        loss = loss_of(model, ids, labels)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        tokens += sum(len(one) for one, _ in picked)
        learnt += int((labels[:, 1:] >= 0).sum())
        if step % 100 == 99:
            print(f"{part.arm}, seed {part.seed}: step {step + 1}, loss {loss:.3f}", flush=True)
    return tokens, learnt, loss.item()


def loss_of(model: Any, ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean loss; logits are made where a token is under loss alone, a third of them."""
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
    learnt = labels[:, 1:] >= 0
    return torch.nn.functional.cross_entropy(model.lm_head(hidden[learnt]), labels[:, 1:][learnt])


def batches(lengths: Sequence[int], batch: int, chance: Random) -> Iterator[list[int]]:
    """Yield numbers of rows without end: all of them once, in random order, then again.

    Rows of like length come together: those of a few batches are sorted, the batches mixed.
    """
    left: list[int] = []
    while True:
        while len(left) < batch * SORTED:
            left += chance.sample(range(len(lengths)), len(lengths))
        few = sorted(left[: batch * SORTED], key=lambda at: lengths[at])
        left = left[batch * SORTED :]
        for at in chance.sample(range(SORTED), SORTED):
            yield few[at * batch : (at + 1) * batch]


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
                held_out=held_out.name,
                dialogue=dialogue,
                loss=-float(told.gather(1, gold[:, None]).sum()),
                tokens=end - first,
                **judged(text, right, int(told[0].argmax()) == calling),
            )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
