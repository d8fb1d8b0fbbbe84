"""What more samples do to the model that is trained, and what data of two sorts does.

    make data-curve CORPORA=FOLDER [CURVE_ARGS="--seeds 2 --sizes 1000,3000,10000,30000"]

Over the functions of SGD: dialogues that are played by rule (synthetic), and those of the data set
(open). A small model learns from random weights by the first 1,000 synthetic samples, by 3,000 and
so on, then by either sort of dialogues and by both: always as many steps and about as many tokens
under loss, so that fewer samples come more often. It is measured by held-out dialogues. Runs where
`toolmind[train]` is installed. Each part leaves its result under build/data-curve: the same command
goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from corpora import prepare
from part import Part, run_parts, samples_of
from summary import common, curve, table
from turns import Result


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("corpora", type=Path, help="with links_sgd and dialogues_sgd")
    words.add_argument("--out", type=Path, default=Path("build/data-curve"))
    words.add_argument("--dialogues", type=int, default=14_000, help="synthetic ones")
    words.add_argument("--held-out", type=int, default=400)
    words.add_argument("--sizes", default="1000,3000,10000,30000", help="samples, with commas")
    words.add_argument("--seeds", type=int, default=2)
    words.add_argument("--steps", type=int, default=2000)
    words.add_argument("--mix-steps", type=int, default=1000)
    words.add_argument("--learnt", type=int, default=600, help="tokens under loss of a step")
    words.add_argument("--summary", action="store_true", help="only of the parts that are done")
    given = words.parse_args()
    torch.set_num_threads(1)
    prepare(given.corpora, given.out, given.dialogues, given.held_out)
    rows = given.out / "rows"
    held_out = (rows / "held_out_synthetic", rows / "held_out_open")
    done = run_parts(given.out, list(of_sizes(given, rows, held_out)), given.summary)
    if done:
        print(curve(on(done, held_out[0])))
    done = run_parts(given.out, list(of_sorts(given, rows, held_out)), given.summary)
    for folder in held_out if done else ():
        print(folder.name)
        print(table(common(on(done, folder)), "both"))


def of_sizes(given: argparse.Namespace, rows: Path, held_out: tuple[Path, ...]) -> Iterator[Part]:
    """Yield the parts of the curve."""
    for seed in range(given.seeds):
        for size in map(int, given.sizes.split(",")):
            yield Part(
                arm=f"{size:,} samples",
                data=(rows / "synthetic",),
                held_out=held_out,
                seed=seed,
                steps=given.steps,
                learnt=given.learnt,
                samples=size,
            )


def of_sorts(given: argparse.Namespace, rows: Path, held_out: tuple[Path, ...]) -> Iterator[Part]:
    """Yield the parts of the mix: as many synthetic samples as there are open ones, or both."""
    synthetic, theirs = rows / "synthetic", rows / "open"
    samples = samples_of(theirs)
    sorts = {"synthetic": (synthetic,), "open": (theirs,), "both": (synthetic, theirs)}
    for seed in range(given.seeds):
        for name, data in sorts.items():
            yield Part(
                arm=name,
                data=data,
                held_out=held_out,
                seed=seed,
                steps=given.mix_steps,
                learnt=given.learnt,
                samples=samples,
            )


def on(done: Mapping[str, list[Result]], held_out: Path) -> dict[str, list[Result]]:
    return {arm: [one.on(held_out.name) for one in results] for arm, results in done.items()}


if __name__ == "__main__":
    main()
