"""Dialogues that were played before, brought into a run: checked, selected and exported as any."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from toolmind.config import RunConfig, load_config
from toolmind.files import open_bytes
from toolmind.pipeline.prepare import prepare
from toolmind.records import Scenario, Trajectory
from toolmind.runs.run_dir import RunDir

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
"""Dialogues that a strong model played; its README says what they are."""

T = TypeVar("T")


def recorded_run(out: Path, recorded: Path = RECORDED) -> RunConfig:
    """Put a recording's scenarios and trajectories into a run folder; return its configuration.

    The run has what is left to do: the checks by rule, the selection and the export. What the
    folder holds already stays.

    Raises:
        UserError: the recording cannot be read, or the folder is of another run.
    """
    trajectories = list(_lines(recorded / "trajectories.jsonl.gz", Trajectory))
    config = load_config(
        None,
        [
            f"count={len(trajectories)}",
            f"tools.paths=[{recorded / 'tools.jsonl.gz'}]",
            "environment.type=simulated",
            "checks.judges=[]",
        ],
    )
    with RunDir(out) as folder:
        fingerprint = prepare(config).fingerprint()
        folder.open(fingerprint, config.model_dump(mode="json"), fresh=False)
        for scenario in _lines(recorded / "scenarios.jsonl.gz", Scenario):
            if scenario.index not in folder.scenarios:
                folder.scenarios.append(scenario.index, scenario)
        for trajectory in trajectories:
            if trajectory.index not in folder.trajectories:
                folder.trajectories.append(trajectory.index, trajectory)
    return config


def _lines(path: Path, kind: type[T]) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    with open_bytes(path) as file:
        yield from map(decoder.decode, file)
