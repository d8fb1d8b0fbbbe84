"""One part of the ablation: an arm with a seed is trained by `toolmind train`, and measured."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from toolmind.training.config import TrainConfig
from toolmind.training.train import train

HIDDEN, LAYERS = 64, 2
NAME = re.compile(r'\{"name": "([^"]*)"')
CALLS = "\n<tool_call>"


class Turn(msgspec.Struct):
    """What a model takes for the likeliest in the place of a held-out turn, token by token.

    The tokens before each are those of the turn (teacher-forced). `tool` and `arguments` are asked
    of turns with calls: every token of the names, of all, is the likeliest.
    """

    dialogue: int
    calls: bool
    decided: bool
    tool: bool
    arguments: bool
    loss: float
    tokens: int


class Result(msgspec.Struct):
    """What a part came to."""

    arm: str
    seed: int
    steps: int
    batch: int
    data_rows: int
    tokens: int
    learnt_tokens: int
    last_loss: float
    cpu_seconds: float
    turns: list[Turn]


def rows_of(folder: Path) -> list[tuple[list[int], list[int]]]:
    """Return input_ids and labels of every row."""
    return duckdb.sql(f"SELECT input_ids, labels FROM '{folder / 'tokens.parquet'}'").fetchall()


@dataclass(frozen=True)
class Part:
    """An arm's rows in `data`, a seed, the steps, and the tokens under loss of each (about)."""

    arm: str
    data: Path
    seed: int
    steps: int
    learnt: int

    def folder(self, out: Path) -> Path:
        return out / "parts" / f"{self.data.name}.{self.seed}.{self.steps}x{self.learnt}"

    def result_file(self, out: Path) -> Path:
        return self.folder(out) / "result.json"


def run_part(out: Path, part: Part) -> Result:
    """Train and measure; or read what was done."""
    folder, done = part.folder(out), part.result_file(out)
    if done.is_file():
        return msgspec.json.decode(done.read_bytes(), type=Result)
    rows = rows_of(part.data)
    of_a_row = sum(label >= 0 for _, labels in rows for label in labels) / len(rows)
    before = _cpu()
    config = TrainConfig.model_validate(
        {
            "model": "tiny",
            "tiny": {"hidden": HIDDEN, "layers": LAYERS},
            "tokenizer": str(out / "tokenizer"),
            "data": str(part.data),
            "batch": max(1, round(part.learnt / of_a_row)),
            "steps": part.steps,
            "learning_rate": 5e-3,
            "warmup": 0.1,
            "seed": part.seed,
            "precision": "float32",
            "log_every": 10,
            "checkpoint_every": 10_000,
        }
    )
    report = train(config, folder)
    result = Result(
        arm=part.arm,
        seed=part.seed,
        steps=part.steps,
        batch=config.batch,
        data_rows=report.data.rows,
        tokens=report.tokens,
        learnt_tokens=report.learnt_tokens,
        last_loss=report.last_loss,
        cpu_seconds=_cpu() - before,
        turns=list(measured(folder / "model", out / "held_out_tokens")),
    )
    done.write_bytes(msgspec.json.encode(result))
    return result


def measured(model: Path, held_out: Path) -> Iterator[Turn]:
    """Yield every held-out turn: one pass over a dialogue tells all of its turns."""
    loaded = AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32).eval()
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    calling = tokenizer.encode(CALLS, add_special_tokens=False).ids[0]
    for dialogue, (ids, labels) in enumerate(rows_of(held_out)):
        with torch.no_grad():
            logits = loaded(input_ids=torch.tensor([ids])).logits[0].log_softmax(-1)
        for start, end in spans(labels):
            gold = torch.tensor(ids[start:end])
            told = logits[start - 1 : end - 1]
            right = (told.argmax(-1) == gold).tolist()
            yield Turn(
                dialogue=dialogue,
                loss=-float(told.gather(1, gold[:, None]).sum()),
                tokens=end - start,
                **judged(tokenizer, ids[start:end], right, int(told[0].argmax()) == calling),
            )


def judged(tokenizer: Tokenizer, ids: list[int], right: list[bool], called: bool) -> dict[str, Any]:
    """Return which parts of a turn are right."""
    pieces = [tokenizer.decode([one], skip_special_tokens=False) for one in ids]
    text = "".join(pieces)
    if not text.startswith(CALLS):
        return {"calls": False, "decided": not called, "tool": False, "arguments": False}
    names = [found.span(1) for found in NAME.finditer(text)]
    at, of_names, of_rest = 0, [], []
    for piece, is_right in zip(pieces, right, strict=True):
        in_name = any(at < end and at + len(piece) > start for start, end in names)
        (of_names if in_name else of_rest).append(is_right)
        at += len(piece)
    tool = called and all(of_names)
    return {
        "calls": True,
        "decided": called,
        "tool": tool,
        "arguments": tool and all(of_rest[:-1]),  # but for the line's end behind the stop token
    }


def spans(labels: list[int]) -> Iterator[tuple[int, int]]:
    """Yield where turns under loss begin and end."""
    start = None
    for at, label in enumerate([*labels, -100]):
        if label >= 0 and start is None:
            start = at
        elif label < 0 and start is not None:
            yield start, at
            start = None


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
