"""What masking bad turns does to the model that is trained: make ablation.

    python benchmarks/ablation [--seeds 3] [--steps 100] [--learnt 300]

A small model learns from random weights to call twelve tools, by dialogues that are played by rule
(the base). Of other dialogues most get a fault at a known place (`toolmind faults`), and the base
is trained on by these with and without the faulty turns: the same steps, about the same tokens
under loss. Runs where `toolmind[train]` is installed. Each part leaves its result under
build/ablation: the same command goes on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from data import (
    ARMS,
    PANEL,
    arm_rows,
    export_rows,
    gold_rows,
    judged_by,
    make_runs,
    make_tokenizer,
    panel_name,
    read_rows,
    short_enough,
)
from part import Part, run_parts
from summary import common, table

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
    known = ",".join(arm for arm in ARMS if arm != PANEL)
    words.add_argument("--arms", default=known, help="which of them, with commas")
    words.add_argument("--panel", type=Path, help="a run's YAML: its judges decide an arm more")
    words.add_argument("--summary", action="store_true", help="only of the parts that are done")
    given = words.parse_args()
    torch.set_num_threads(1)
    arms = prepared(given)
    held_out = (given.out / "held_out_tokens",)
    first = (given.out / "arms" / START,)
    base = Part(START, first, held_out, 0, given.base_steps, given.learnt)
    parts = [base]
    for seed in range(given.seeds):
        parts += [
            Part(arm, (data,), held_out, seed, given.steps, given.learnt, base)
            for arm, data in arms.items()
        ]
    done = run_parts(given.out, parts, given.summary)
    if found := {name: done[name] for name in arms if name in done}:
        print(table(common(found), BASE))
    if START in done:
        print(table({START: done[START]}, START))


def prepared(given: argparse.Namespace) -> dict[str, Path]:
    """Return the folders of the arms by name; make what is not there, of base and held-out, too."""
    out = given.out
    make_runs(out, {"train": given.dialogues, "held_out": given.held_out, START: given.base})
    tokenizer = make_tokenizer(out)
    names = given.arms.split(",") + [PANEL] * bool(given.panel)
    arms = {name: out / "arms" / name.replace(" ", "_") for name in names}
    if given.panel:
        arms[PANEL] = out / "arms" / panel_name(given.panel)
    if not all(path.is_dir() for path in (*arms.values(), out / "held_out_tokens")):
        rows = short_enough(read_rows(out), tokenizer)
        print(f"{len(rows)} dialogues, {sum(bool(row.bad) for row in rows)} with a fault")
        for name, path in arms.items():
            seen = judged_by(given.panel, rows, out) if name == PANEL else rows
            print(name, dict(export_rows(arm_rows(name, seen), tokenizer, path)))
        export_rows(gold_rows(out / START, tokenizer), tokenizer, out / "arms" / START)
        export_rows(gold_rows(out / "held_out", tokenizer), tokenizer, out / "held_out_tokens")
    return arms


if __name__ == "__main__":
    main()
