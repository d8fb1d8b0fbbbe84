"""What trainers put under loss in our exports, held against what we meant: make verify-trainers.

    python benchmarks/verify_trainers [RUN] --python build/trainers/trl/bin/python

Without a run, one of 40 dialogues is made. Each trainer reads in an environment of its own, where
it is pinned; here their labels, decoded, are compared with ours, row by row: by TRL's `SFTTrainer`
and by the package `renderers`, for several families of models. Exit code 1 where one differs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolmind.config import PluginConfig, load_config
from toolmind.formats.proof.proof import ProvenTurn, proven
from toolmind.formats.proof.template import load_template
from toolmind.formats.trl import TRLExporter
from toolmind.pipeline.export import export_run
from toolmind.pipeline.run import run

HERE = Path(__file__).parent
TRL = ("qwen3", "qwen3_5_think", "qwen3_6", "glm4moe_training", "nemotron_3_nano", "gemma4_v5")
RENDERERS = ("qwen3", "qwen3_5_think", "qwen3_6", "glm4moe", "nemotron_3_nano", "llama3_1")
_EMPTY = re.compile(r"<think>\s*</think>\s*")
_STOP = re.compile(r"(?:<\|[^|<>\s]{1,40}\|>|<\|[a-z_]{1,40}>|<[a-z_]{1,40}\|>)\s*$")


def main() -> int:
    """Compare, print a table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, nargs="?")
    parser.add_argument("--python", type=Path, required=True, help="where trl is installed")
    args = parser.parse_args()
    package = _ask(args.python, "import trl; print(trl.__path__[0])")
    sys.path.append(str(Path(package).parent))  # for its templates, which are files
    print("| trainer | template | rows | tokens under loss | stop token | equal | |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        made = args.run or _made(Path(folder) / "run")
        export_run(made, [PluginConfig(type="trl")], Path(folder) / "out")
        good = [_row(args.python, Path(folder), "in_trl", name) for name in TRL]
        good += [_row(args.python, Path(folder), "in_renderers", name) for name in RENDERERS]
    return 0 if all(good) else 1


def _made(folder: Path) -> Path:
    settings = ["count=40", "export.formats=[]"]
    asyncio.run(run(load_config(None, settings), folder))
    return folder


def _ask(python: Path, code: str) -> str:
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1]


def _row(python: Path, folder: Path, script: str, template: str) -> bool:
    out = folder / f"{script}.{template}.json"
    command = [python, HERE / f"{script}.py", folder / "out", template, out]
    environment = {**os.environ, "HF_HOME": str(folder / "hub"), "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        print(f"| {script} | {template} | | | | failed | {done.stderr.strip().splitlines()[-1]} |")
        return False
    told = json.loads(out.read_bytes())
    ours = dict(_ours(folder / "out", template))
    alike = _same if script == "in_trl" else _same_turn
    theirs: dict[str, str] = told["learnt"]
    refused = told.get("refused", {})
    different = [
        name
        for name, text in ours.items()
        if name not in refused and not alike(text, theirs.get(name, ""))
    ]
    stopped = sum(bool(_STOP.search(text)) for text in theirs.values())
    name = next(f"{key} {told[key]}" for key in ("trl", "renderers") if key in told)
    notes = [f"first: {different[0]}"] if different else []
    notes += [f"{len(refused)} refused: {next(iter(refused.values()))}"] if refused else []
    notes += [f"gradient at masked tokens {one['masked']}" for one in told.get("gradients", ())]
    weighed = all(one["masked"] == 0 < one["learnt"] for one in told.get("gradients", ()))
    tokens = sum(len(text) for text in theirs.values())
    equal = len(ours) - len(different) - len(refused)
    print(
        f"| {name} | {template} | {len(ours)} | {tokens:,} bytes | {stopped}/{len(theirs)} "
        f"| {equal}/{len(ours) - len(refused)} | {'; '.join(notes)} |",
        flush=True,
    )
    return not different and weighed


def _ours(folder: Path, template: str) -> Iterator[tuple[str, str]]:
    """Yield what is under loss by our own rendering, by the id of the row."""
    loaded = load_template(f"trl:{template}")
    for row in TRLExporter().rendered(folder / "trl"):
        found: list[Any] = list(proven(loaded, row, row.learnt[0]))
        if isinstance(found[0], ProvenTurn):
            yield row.id, "".join(found[0].learnt)


def _same(ours: str, theirs: str) -> bool:
    return ours == theirs


def _same_turn(ours: str, theirs: str) -> bool:
    """Compare what is said: a template's blank after a turn, and which stop token, are its own."""
    return _said(ours) == _said(theirs)


def _said(text: str) -> str:
    text = _EMPTY.sub("", _STOP.sub("", text.strip()))
    return text.strip().removeprefix("<think>").strip()  # some templates open it in the prompt


if __name__ == "__main__":
    sys.exit(main())
