"""What trainers put under loss in our exports, held against what we meant: make verify-trainers.

    python benchmarks/verify_trainers [RUN] --trainers build/trainers [--only NAMES]

Without a run, one of 50 dialogues is made. Each trainer reads in an environment of its own, where
it is pinned (a folder there; one that is missing is said to be); here its labels, decoded, are
compared with ours, row by row. Exit code 1 where one differs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from ours import made_run, meant, write

HERE = Path(__file__).parent


class Reading(NamedTuple):
    """A trainer that reads a format: its script, run in an environment, by a template of TRL's."""

    environment: str
    script: str
    format: str
    template: str
    alike: str = "exact"
    """``exact``, or ``said``: without blanks, and marks of reasoning and of a turn's end, which are
    the reader's own."""


_SFT = ("qwen3", "qwen3_5_think", "qwen3_6", "glm4moe_training", "nemotron_3_nano", "gemma4_v5")
_RENDERERS = ("qwen3", "qwen3_5_think", "qwen3_6", "glm4moe", "nemotron_3_nano", "llama3_1")
READINGS = (
    *(Reading("trl", "in_trl", "trl", name) for name in _SFT),
    *(Reading("trl", "in_trl_tokens", "trl_tokens", name) for name in ("qwen3", "gemma4_v5")),
    *(Reading("trl", "in_trl_preferences", "trl_dpo", name) for name in ("qwen3", "gemma4_v5")),
    *(Reading("trl", "in_trl_preferences", "trl_kto", name) for name in ("qwen3", "gemma4_v5")),
    Reading("axolotl", "in_axolotl", "axolotl", "qwen3_training", "said"),
    Reading("verl", "in_verl", "verl", "qwen3_training", "said"),
    Reading("openrlhf", "in_openrlhf", "openrlhf", "qwen3_instruct_2507", "said"),
    Reading("llamafactory", "in_llamafactory", "llamafactory", "qwen3", "said"),
    Reading("ms_swift", "in_ms_swift", "ms_swift", "qwen3", "said"),
    *(Reading("trl", "in_renderers", "trl", name, "said") for name in _RENDERERS),
)
_HEAD = (
    *("trainer", "format", "template", "rows", "bytes under loss"),
    *("stop token", "empty think", "equal"),
)
_EMPTY = re.compile(r"<think>\s*</think>")
_STOP = re.compile(r"(?:<\|[^|<>\s]{1,40}\|>|<\|[a-z_]{1,40}>|<[a-z_]{1,40}\|>)\s*$")
_MARKS = re.compile(rf"{_STOP.pattern[:-4]}|</?think>|\s+")


def main() -> int:
    """Compare, print a table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("run", type=Path, nargs="?")
    parser.add_argument("--trainers", type=Path, required=True, help="the environments")
    parser.add_argument("--only", default="", help="scripts or formats, with commas between")
    args = parser.parse_args()
    only = set(filter(None, args.only.split(",")))
    trl = args.trainers / "trl/bin/python"
    package = _run([trl, "-c", "import trl; print(trl.__path__[0])"]).stdout.split()[-1]
    sys.path.append(str(Path(package).parent))  # for its templates, which are files
    print(f"| {' | '.join(_HEAD)} | |\n|{' --- |' * 9}")
    with tempfile.TemporaryDirectory() as folder:
        made = args.run or made_run(Path(folder) / "run")
        good = [
            _row(args.trainers, made, Path(folder), one)
            for one in READINGS
            if not only or {one.script, one.format} & only
        ]
    return 0 if all(good) else 1


def _row(trainers: Path, made: Path, folder: Path, one: Reading) -> bool:
    python = trainers / one.environment / "bin/python"
    if not python.exists():
        print(f"| {one.environment} | {one.format} | {one.template} | | | | | not installed | |")
        return True
    export, model = _written(trainers, made, folder, one)
    out = folder / f"{one.script}.{one.format}.{one.template}.json"
    done = _run([python, HERE / f"{one.script}.py", export, model, out], check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1]
        print(f"| {one.environment} | {one.format} | {one.template} | | | | | failed | {said} |")
        return False
    proven = ("trl", folder / "trl") if one.format == "trl_tokens" else (one.format, export)
    return _compared(one, json.loads(out.read_bytes()), meant(*proven, f"trl:{one.template}"))


def _written(trainers: Path, made: Path, folder: Path, one: Reading) -> tuple[Path, str]:
    """Return the folder of the export, and what the script knows its template by."""
    model = folder / "models" / one.template
    if not model.exists():
        _run([trainers / "trl/bin/python", HERE / "tokenizer.py", one.template, model])
    by_model = one.format == "trl_tokens"
    export = folder / (f"{one.format}.{one.template}" if by_model else one.format)
    if not export.exists():
        write(made, one.format, export, **({"tokenizer": str(model)} if by_model else {}))
    if by_model and not (folder / "trl").exists():
        write(made, "trl", folder / "trl")
    return export, one.template if one.environment == "trl" else str(model)


def _run(command: list[Any], check: bool = True) -> subprocess.CompletedProcess[str]:
    offline = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=check,
        env={**os.environ, **offline},
    )


def _compared(one: Reading, told: dict[str, Any], ours: dict[str, str]) -> bool:
    """Print a row of the table, and say whether it is as it should be."""
    theirs: dict[str, str] = told["learnt"]
    refused: dict[str, str] = told.get("refused", {})
    as_read = _said if one.alike == "said" else str
    different = [
        name
        for name, text in ours.items()
        if name not in refused and as_read(text) != as_read(theirs.get(name, ""))
    ]
    different += theirs.keys() - ours.keys()
    gradients = told.get("gradients", ())
    notes = [f"first: {different[0]}"] if different else []
    notes += [f"{len(refused)} refused: {next(iter(refused.values()))}"] if refused else []
    notes += [f"gradient at masked tokens {slope['masked']}" for slope in gradients]
    stopped = sum(bool(_STOP.search(text)) for text in theirs.values())
    empty = sum(len(_EMPTY.findall(text)) for text in theirs.values())
    tokens = sum(len(text.encode()) for text in theirs.values())
    equal = len(ours) - len(different) - len(refused)
    print(
        f"| {told['name']} | {one.format} | {one.template} | {len(ours)} | {tokens:,} "
        f"| {stopped}/{len(theirs)} | {empty} "
        f"| {equal}/{len(ours) - len(refused)} | {'; '.join(notes)} |",
        flush=True,
    )
    weighed = all(slope["masked"] == 0 < slope["learnt"] for slope in gradients)
    # Where the package `renderers` puts an empty block of reasoning is its own: it is no trainer.
    thoughtful = not empty or one.script == "in_renderers"
    return bool(theirs) and not different and weighed and thoughtful and stopped == len(theirs)


def _said(text: str) -> str:
    return _MARKS.sub("", text)


if __name__ == "__main__":
    sys.exit(main())
