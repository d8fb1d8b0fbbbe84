"""What masking bad turns does to the model that is trained: make ablation.

    python benchmarks/ablation [--seeds 3] [--steps 150] [--learnt 300] [--sizes 300,1000]

A small model learns from random weights to call twelve tools, by dialogues that are played by rule
(the base). Of other dialogues most get a fault at a known place (`toolmind faults`), and the base
is trained on by these with and without the faulty turns: the same steps, about the same tokens
under loss. A curve is made of the base: it learns by fewer samples, as many steps. Runs where
`toolmind[train]` is installed. Each part leaves its result under build/ablation: the same command
goes on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from data import (
    ARMS,
    arm_rows,
    export_rows,
    first_samples,
    gold_rows,
    make_runs,
    make_tokenizer,
    read_rows,
    short_enough,
)
from part import Part, run_part
from summary import table
from turns import Result

BASE = "all turns"
START = "base"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--out", type=Path, default=Path("build/ablation"))
    words.add_argument("--dialogues", type=int, default=700)
    words.add_argument("--held-out", type=int, default=200)
    words.add_argument("--seeds", type=int, default=3)
    words.add_argument("--base", type=int, default=3000, help="dialogues that the base learns by")
    words.add_argument("--base-steps", type=int, default=700)
    words.add_argument("--steps", type=int, default=100)
    words.add_argument("--learnt", type=int, default=300, help="tokens under loss of a step")
    words.add_argument("--arms", default=",".join(ARMS), help="which of them, with commas")
    words.add_argument("--sizes", default="", help="samples (turns) of the curve, with commas")
    words.add_argument("--summary", action="store_true", help="only of the parts that are done")
    given = words.parse_args()
    torch.set_num_threads(1)
    arms, sizes = prepared(given), prepared_sizes(given)
    base = Part(START, given.out / "arms" / START, 0, given.base_steps, given.learnt)
    parts = [base]
    for seed in range(given.seeds):
        parts += [Part(arm, arms[arm], seed, given.steps, given.learnt, base) for arm in arms]
    parts += [Part(one, sizes[one], 0, given.base_steps, given.learnt) for one in sizes]
    done: dict[str, list[Result]] = {part.arm: [] for part in parts}
    for part in parts:
        if given.summary and not part.result_file(given.out).is_file():
            continue
        result = run_part(given.out, part)
        done[part.arm].append(result)
        print(f"{part.arm}, seed {part.seed}: {result.cpu_seconds:.0f} s of CPU", flush=True)
    print(table({name: done[name] for name in arms if done[name]}, BASE))
    print(table({name: done[name] for name in (START, *sizes) if done[name]}, START))


def prepared(given: argparse.Namespace) -> dict[str, Path]:
    """Return the folders of the arms by name; make what is not there, of base and held-out, too."""
    out = given.out
    make_runs(out, {"train": given.dialogues, "held_out": given.held_out, START: given.base})
    tokenizer = make_tokenizer(out)
    arms = {name: out / "arms" / name.replace(" ", "_") for name in given.arms.split(",")}
    if not all(path.is_dir() for path in (*arms.values(), out / "held_out_tokens")):
        rows = short_enough(read_rows(out), tokenizer)
        print(f"{len(rows)} dialogues, {sum(bool(row.bad) for row in rows)} with a fault")
        for name, path in arms.items():
            print(name, dict(export_rows(arm_rows(name, rows), tokenizer, path)))
        export_rows(gold_rows(out / START, tokenizer), tokenizer, out / "arms" / START)
        export_rows(gold_rows(out / "held_out", tokenizer), tokenizer, out / "held_out_tokens")
    return arms


def prepared_sizes(given: argparse.Namespace) -> dict[str, Path]:
    """Return the folders of the curve, smaller parts of the base's data, by how many samples."""
    out, sizes = given.out, [int(one) for one in given.sizes.split(",") if one]
    folders = {f"{size:,} samples": out / "arms" / f"samples_{size}" for size in sizes}
    for size, path in zip(sizes, folders.values(), strict=True):
        if not path.is_dir():
            tokenizer = make_tokenizer(out)
            rows = gold_rows(out / START, tokenizer)
            print(size, dict(export_rows(first_samples(rows, size), tokenizer, path)))
    return folders


if __name__ == "__main__":
    main()
