"""A small model before and after `toolmind train`, served by an engine that nobody here wrote.

    make trained-model TRAINED_ARGS="--also build/real-model/model.gguf"

SmolLM2-135M-Instruct (or any GGUF in the shape of Llama: `--base`) is trained by LoRA on dialogues
that the offline player made, written as GGUF before and after, served by llama.cpp (xllamacpp), and
asked for held-out dialogues of other tools, of domains that training never saw (`toolmind evaluate
turns` and `own`), and for two categories of BFCL, side by side with paired tests; results.md has
them in one table. Each part leaves its result under build/trained-model: the same command goes on.
To see that it runs: TRAINED_ARGS="--dialogues 40 --limit 4 --scenarios 2 --bfcl 2 steps=2".
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import orjson
import yaml
from results import results

from toolmind.training.tokenizer import TEMPLATE

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TRAINER = ROOT / "build" / "trainers" / "train" / "bin" / "python"
CONTEXT = 4096
"""Tokens of a request and its reply."""

REPLY = 256
"""Tokens of a reply at most: a model that repeats itself would fill the context."""

LONGEST_TOOL = 400
"""Characters of a tool's definition; longer ones are left out."""

SEEDS = {"train": 1, "held_out": 3, "played": 3}
"""Of the run that is trained on, of the one for `turns`, of the one for `own`."""

CATEGORIES = ("simple_python", "irrelevance")
"""Of BFCL: a call is due, or none."""


def main() -> None:
    """Make what is missing, and evaluate."""
    given = arguments()
    given.out.mkdir(parents=True, exist_ok=True)
    play(given.out, {"train": given.dialogues, "held_out": 60, "played": given.scenarios})
    models = {"untrained": given.out / "untrained.gguf", "trained": given.out / "trained.gguf"}
    train(given.out, given.base or given.out / "base.gguf", given.steps, models)
    models.update((path.stem, path) for path in given.also)
    sys.path.append(str(HERE.with_name("real_model")))
    from llama_server import llama_server

    with contextlib.ExitStack() as stack:
        urls = {}
        for name, path in models.items():
            log = given.out / f"{name}.log"
            server = llama_server(path, log, context=CONTEXT, threads=given.threads)
            urls[name] = stack.enter_context(server)
        evaluate(given, urls)
    told = results(given.out)
    (given.out / "results.md").write_text(told)
    print(told)


def arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--out", type=Path, default=ROOT / "build" / "trained-model")
    words.add_argument("--base", type=Path, help="a GGUF in the shape of Llama [SmolLM2-135M]")
    words.add_argument("--also", type=Path, nargs="*", default=[], help="more GGUFs, as they are")
    words.add_argument("--threads", type=int, default=1)
    words.add_argument("--dialogues", type=int, default=600, help="that are played to train on")
    words.add_argument("--limit", type=int, default=60, help="the first so many turns")
    words.add_argument("--scenarios", type=int, default=16, help="that are played")
    words.add_argument("--bfcl", type=int, default=15, help="tasks of each category; 0: none")
    words.add_argument("--bfcl-runs", type=int, default=1)
    words.add_argument("steps", nargs="*", help="settings of the training, as steps=100")
    given = words.parse_args()
    given.out = given.out.absolute()
    return given


def evaluate(given: argparse.Namespace, urls: dict[str, str]) -> None:
    """Ask each model for the held-out turns, in held-out scenarios, and for tasks of BFCL."""
    out, config = given.out, endpoints(given.out, urls)
    asked = [*(f"--endpoint={name}" for name in urls), "--config", config]
    turns = ("turns", out / "held_out", f"--limit={given.limit}", "--out", out / "turns")
    toolmind("evaluate", *turns, *asked)
    toolmind("evaluate", "own", out / "played", "--out", out / "own", *asked)
    if given.bfcl:
        often = (f"--limit={given.bfcl}", f"--runs={given.bfcl_runs}")
        which = [f"--category={one}" for one in CATEGORIES]
        toolmind("evaluate", "bfcl", *which, *often, "--out", out / "bfcl", *asked)


def play(out: Path, counts: dict[str, int]) -> None:
    """Split the pool that ships by domain, and have dialogues of each part played by rule."""
    for name, rows in pools().items():
        (out / f"{name}.jsonl").write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    for name, count in counts.items():
        pool = out / f"{'train' if name == 'train' else 'held_out'}.jsonl"
        settings = [f"count={count}", f"seed={SEEDS[name]}", f"tools.paths=[{pool}]"]
        toolmind("run", HERE / "run.yaml", "--out", out / name, *settings)


def pools() -> dict[str, list[dict[str, object]]]:
    """Return the tools with short definitions: those of a quarter of the domains are held out."""
    packed = files("toolmind").joinpath("data", "pool.jsonl.gz").read_bytes()
    found: dict[str, list[dict[str, object]]] = {"train": [], "held_out": []}
    for line in gzip.decompress(packed).splitlines():
        row = orjson.loads(line)
        shown = {key: row[key] for key in ("name", "description", "parameters")}
        if len(json.dumps(shown)) < LONGEST_TOOL:
            digest = int(hashlib.sha256(row["domain"].encode()).hexdigest(), 16)
            found["train" if digest % 4 else "held_out"].append(row)
    return found


def train(out: Path, base: Path, settings: list[str], models: dict[str, Path]) -> None:
    """Train by LoRA, and write the model before and after in the same form."""
    if not (out / "base").is_dir():
        made = out / "base.part"
        shutil.rmtree(made, ignore_errors=True)
        python(HERE / "models.py", "read", base, made)
        # A template that shows tools and calls: that of SmolLM2 leaves both out.
        (made / "chat_template.jinja").write_text(TEMPLATE)
        made.rename(out / "base")
    shutil.copy(HERE / "train.yaml", out / "train.yaml")
    python("-m", "toolmind", "train", out / "train.yaml", "--out", out / "training", *settings)
    folders = {"untrained": out / "base", "trained": out / "training" / "model"}
    for name, path in models.items():
        if not path.is_file():
            draft = path.with_suffix(".part")
            python(HERE / "models.py", "write", base, folders[name], draft)
            draft.rename(path)


def endpoints(out: Path, urls: dict[str, str]) -> Path:
    """Write how each model is reached: one request at a time, and no time limit to speak of."""
    patient = {"concurrency": 1, "start": 1, "first_byte_timeout": 3600, "total_timeout": 3600}
    told = {
        name: {
            "type": "openai",
            "base_url": url,
            "model": "real",
            "tool_mode": "json",
            "sampling": {"max_tokens": REPLY},
            "runtime": patient,
        }
        for name, url in urls.items()
    }
    path = out / "endpoints.yaml"
    path.write_text(yaml.safe_dump({"models": {"endpoints": told}, "runtime": {"concurrency": 1}}))
    return path


def toolmind(*words: object) -> None:
    """Run one of ToolMind's own commands here."""
    subprocess.run([sys.executable, "-m", "toolmind", *map(str, words)], check=True)


def python(*words: object) -> None:
    """Run Python in the environment of training."""
    env = {**os.environ, "HF_HUB_OFFLINE": "1"}
    subprocess.run([str(TRAINER), *map(str, words)], check=True, env=env)


if __name__ == "__main__":
    main()
