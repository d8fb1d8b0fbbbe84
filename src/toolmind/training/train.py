"""A training from beginning to end: data, steps, model, card. Goes on where it was stopped.

data.json         what is trained on, counted
data/             the export, where the data is a run
tokenizer/        the tokenizer by which it was made
training.json     what the training depends on
checkpoints/      the last two
loss.jsonl        the curve, as it is made
model/            the trained model: its weights or adapters, README.md, loss.svg, loss.jsonl
report.json       what was done, once everything is there
run.lock          held by the process that works on the folder
"""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import orjson

from toolmind import __version__
from toolmind.errors import ConfigError, Interrupted, RunError
from toolmind.files import atomic_file
from toolmind.runs.fingerprint import differences
from toolmind.runs.lock import acquire, make
from toolmind.training.card import card
from toolmind.training.config import TINY, TrainConfig
from toolmind.training.curve import Curve, picture
from toolmind.training.data import TrainingData, is_run, read_data
from toolmind.training.processes import leads, wait_for_all
from toolmind.training.report import TrainReport, report_of
from toolmind.training.tokenizer import run_texts, write_tokenizer

RUN_TIME = {"checkpoint_every", "log_every", "activation_checkpointing"}
"""Settings that may change between two starts: they change no result."""

CURVE, REPORT, _DATA, _START = "loss.jsonl", "report.json", "data.json", "training.json"
_OURS = (CURVE, REPORT, _DATA, _START, "data", "tokenizer", "checkpoints", "model", "cache")


def require_trainer() -> None:
    """Make sure that what trains is installed.

    Raises:
        ConfigError: it is not.
    """
    needed = ("torch", "transformers", "trl", "peft", "datasets")
    if missing := [name for name in needed if find_spec(name) is None]:
        raise ConfigError(
            f"training needs {', '.join(missing)}: pip install 'toolmind[train]', or let another"
            " trainer do it: toolmind train --recipe axolotl RUN --out DIR"
        )


def train(config: TrainConfig, out: Path, *, fresh: bool = False) -> TrainReport:
    """Train, and write model, card and curve into `out`; what is there already is not done again.

    Under `torchrun` or `accelerate launch` every process calls it; the first alone writes.

    Raises:
        ConfigError: what trains is not installed, or there is no such model.
        DataError: there is nothing to train on.
        RunError: the folder is of another training, in use, or cannot be written.
        Interrupted: by Ctrl-C; the last checkpoint is kept.
    """
    require_trainer()
    make(out)
    lock = acquire(out) if leads() else None
    try:
        if leads():
            if fresh:
                _clear(out)
            _settle(config, out)
        wait_for_all()
        report = out / REPORT
        if report.is_file():
            return msgspec.json.decode(report.read_bytes(), type=TrainReport)
        return _trained(config, out)
    except KeyboardInterrupt:
        raise Interrupted from None
    finally:
        if lock is not None:
            os.close(lock)


def _trained(config: TrainConfig, out: Path) -> TrainReport:
    if leads():
        _prepare(config, out)
    wait_for_all()
    data = msgspec.json.decode((out / _DATA).read_bytes(), type=TrainingData)
    from toolmind.training.trl_trainer import CurveCallback, trainer

    made = trainer(config, out / "tokenizer", list(data.files), out)
    checkpoint = _last_checkpoint(out / "checkpoints")
    curve = Curve(out / CURVE)
    if leads():
        curve.resume(_step(checkpoint) if checkpoint else 0)
    last = curve.last
    made.seen = Counter(rows=last.rows, tokens=last.tokens, learnt_tokens=last.learnt_tokens)
    made.add_callback(CurveCallback(curve, made.seen))
    made.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    made.save_model(str(out / "model"))
    report = report_of(config.model, data, curve)
    if leads():
        _write_beside(config, report, curve, out)
    return report


def _write_beside(config: TrainConfig, report: TrainReport, curve: Curve, out: Path) -> None:
    """Write the card and the curve into the model's folder; the report last."""
    _write(out / "model" / "loss.svg", picture(curve.points).encode())
    _write(out / "model" / CURVE, curve.path.read_bytes())
    _write(out / "model" / "README.md", card(config, report).encode())
    _write(out / REPORT, msgspec.json.format(msgspec.json.encode(report), indent=2))


def _prepare(config: TrainConfig, out: Path) -> None:
    """Make tokenizer and data ready, unless an earlier start did."""
    if (out / _DATA).is_file():
        return
    _make_tokenizer(config, out / "tokenizer")
    data = read_data(config, out / "tokenizer", out / "data")
    _write(out / _DATA, msgspec.json.encode(data))


def _make_tokenizer(config: TrainConfig, folder: Path) -> None:
    if config.tokenizer or config.model != TINY:
        from toolmind.training.trl_trainer import save_tokenizer

        save_tokenizer(config, folder)
        return
    if not is_run(Path(config.data)):
        raise ConfigError("tokenizer: name the folder by which the export was made")
    write_tokenizer(run_texts(Path(config.data)), folder, config.tiny.vocabulary)


def _settle(config: TrainConfig, out: Path) -> None:
    """Note what the training depends on, unless the folder is of another.

    Raises:
        RunError: it is; names the keys.
    """
    depends_on: dict[str, Any] = config.model_dump(mode="json", exclude=RUN_TIME)
    start = out / _START
    if start.is_file():
        before = orjson.loads(start.read_bytes())["depends_on"]
        if changed := differences(before, depends_on):
            raise RunError(
                f"{out}: holds another training:\n  "
                + "\n  ".join(changed)
                + "\nChoose another folder with --out, or start over with --fresh"
            )
    else:
        _write(start, orjson.dumps({"toolmind": __version__, "depends_on": depends_on}))


_CHECKPOINT = re.compile(r"checkpoint-(\d+)")


def _last_checkpoint(folder: Path) -> Path | None:
    """Return the last whole checkpoint: `trainer_state.json` is what is written last of one."""
    states = folder.glob("checkpoint-*/trainer_state.json")
    return max((state.parent for state in states), key=_step, default=None)


def _step(checkpoint: Path) -> int:
    found = _CHECKPOINT.fullmatch(checkpoint.name)
    return int(found[1]) if found else 0


def _clear(out: Path) -> None:
    """Remove what a training writes, and nothing else."""
    for name in _OURS:
        path = out / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with atomic_file(path) as file:
        file.write(data)
