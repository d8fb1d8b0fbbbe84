"""What masking bad turns does to the model that is trained: make ablation.

    python benchmarks/ablation [--seeds 3] [--steps 300] [--learnt 400] [--sizes 75,150,300]

Dialogues of twelve tools, played by rule, of which most have a fault that is planted at a known
place (`toolmind faults`), are trained on with and without these turns: the same model from random
weights, the same steps, about the same tokens under loss. Runs where `toolmind[train]` is
installed. Each part leaves its result under build/ablation: the same command goes on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from data import (
    ARMS,
    arm_rows,
    export_rows,
    gold_rows,
    make_runs,
    make_tokenizer,
    read_rows,
    short_enough,
)
from part import Part, Result, run_part
from summary import table

BASE = "all turns"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--out", type=Path, default=Path("build/ablation"))
    words.add_argument("--dialogues", type=int, default=700)
    words.add_argument("--held-out", type=int, default=200)
    words.add_argument("--seeds", type=int, default=3)
    words.add_argument("--steps", type=int, default=300)
    words.add_argument("--learnt", type=int, default=400, help="tokens under loss of a step")
    words.add_argument("--arms", default=",".join(ARMS), help="which of them, with commas")
    words.add_argument("--sizes", default="", help="dialogues of a curve, with commas")
    words.add_argument("--summary", action="store_true", help="only of the parts that are done")
    given = words.parse_args()
    torch.set_num_threads(1)
    arms, sizes = prepared(given)
    parts = [(name, seed) for seed in range(given.seeds) for name in (*arms, *sizes)]
    done: dict[str, list[Result]] = {name: [] for name in (*arms, *sizes)}
    for name, seed in parts:
        part = Part(name, {**arms, **sizes}[name], seed, given.steps, given.learnt)
        if given.summary and not part.result_file(given.out).is_file():
            continue
        result = run_part(given.out, part)
        done[name].append(result)
        print(f"{name}, seed {seed}: {result.cpu_seconds:.0f} s of CPU", flush=True)
    print(table({name: done[name] for name in arms if done[name]}, BASE))
    if sizes:
        print(table({name: done[name] for name in sizes if done[name]}, next(iter(sizes))))


def prepared(given: argparse.Namespace) -> tuple[dict[str, Path], dict[str, Path]]:
    """Return the folders of the arms, and of the sizes, by name; make what is not there."""
    out = given.out
    make_runs(out, given.dialogues, given.held_out)
    tokenizer = make_tokenizer(out)
    arms = {name: out / "arms" / name.replace(" ", "_") for name in given.arms.split(",")}
    sizes = {f"{n} dialogues": out / "arms" / f"size_{n}" for n in _numbers(given.sizes)}
    missing = [path for path in (*arms.values(), *sizes.values()) if not path.is_dir()]
    if missing or not (out / "held_out_tokens").is_dir():
        rows = short_enough(read_rows(out), tokenizer)
        print(f"{len(rows)} dialogues, {sum(bool(row.bad) for row in rows)} with a fault")
        for name, path in arms.items():
            print(name, dict(export_rows(arm_rows(name, rows), tokenizer, path)))
        for count, path in zip(_numbers(given.sizes), sizes.values(), strict=True):
            export_rows(arm_rows("no faults", rows[:count]), tokenizer, path)
        export_rows(gold_rows(out / "held_out", tokenizer), tokenizer, out / "held_out_tokens")
    return arms, sizes


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",") if one]


if __name__ == "__main__":
    main()
