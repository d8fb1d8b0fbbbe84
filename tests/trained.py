"""Small runs to train on, and trainings by an interpreter of their own, which has torch."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

from dialogues import call, result, says, user
from run_folders import written
from toolmind.records import Message
from toolmind.training.curve import Curve, Point
from toolmind.training.data import Lineage, TrainingData
from toolmind.training.report import TrainReport, report_of

REPOSITORY = Path(__file__).parents[1]
CITIES = (
    "Paris Oslo Rome Lima Cairo Quito Delhi Tokyo Sofia Minsk Berlin Madrid Vienna Warsaw Prague"
    " Dublin Lisbon Athens Ankara Tunis Rabat Accra Dakar Nairobi Lagos Havana Bogota Caracas"
    " Jakarta Manila"
).split()
ASKS = (
    "What is the weather in {}?",
    "I am off to {}: do I need a coat?",
    "Is it warm out there in {} these days",
)
TINY = {
    "model": "tiny",
    "per": "trajectory",
    "batch": 5,
    "learning_rate": 3e-3,
    "steps": 30,
    "checkpoint_every": 10,
    "precision": "float32",
    "tiny": {"hidden": 64, "layers": 2, "vocabulary": 600},
}


def trainer_python() -> str:
    """Return the interpreter that has what trains (`make test` makes it), or skip the test."""
    python = os.environ.get("TRAINER_PYTHON", str(REPOSITORY / "build/trainers/train/bin/python"))
    if not Path(python).is_file():
        pytest.skip(f"{python} is not there: make build/trainers/train/.installed")
    return python


def dialogue(at: int) -> tuple[Message, ...]:
    """A question, the call, its result and an answer; one in three asks nothing of a tool."""
    city, ask = CITIES[at % len(CITIES)], ASKS[at % len(ASKS)]
    if at % len(ASKS) == 2:
        return user(f"Thank you so much, greetings to {city}!"), says(f"Greetings to {city}.")
    sky = ("clear", "grey", "wet")[at // len(CITIES) % 3]
    return (
        user(ask.format(city)),
        call("get_weather", {"city": city}),
        result({"sky": sky, "high": at}),
        says(f"It is {sky} in {city}, {at} degrees."),
    )


def small_run_folder(path: Path, count: int = 30) -> Path:
    """Write a run folder of short dialogues."""
    return written(path, {at: dialogue(at) for at in range(count)})


def settings(path: Path, run: Path, **changed: object) -> Path:
    """Write the settings of a training."""
    path.write_text(yaml.safe_dump({**TINY, "data": str(run.resolve()), **changed}))
    return path


def train(config: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Train by the command line."""
    command = [trainer_python(), "-m", "toolmind", "train", str(config), "--out", str(out), *more]
    return subprocess.run(command, capture_output=True, text=True, env=environment())


def environment() -> dict[str, str]:
    """One thread: beside other tests, more only wait for each other."""
    source = os.environ.get("PYTHONPATH", str(REPOSITORY / "src"))
    return {**os.environ, "PYTHONPATH": source, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}


def reported(folder: Path) -> TrainReport:
    """A report of two points, of data that lies in no run."""
    counts = {"kind": {"single": 3, "": 1}}
    data = TrainingData(
        files=("a",),
        rows=4,
        trajectories=4,
        tokens=90,
        learnt_tokens=40,
        weight=30.0,
        longest=30,
        left_out={"longer than 9 tokens": 2},
        lineage=Lineage(counts=counts),
    )
    curve = Curve(folder / "loss.jsonl")
    for step, loss in ((1, 3.0), (2, 1.5)):
        curve.append(Point(step, step, loss, 1e-3, 1.0, 4 * step, 90 * step, 40 * step, 2.0 * step))
    return report_of("m", data, curve)
