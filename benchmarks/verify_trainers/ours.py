"""What we mean to be under loss: exports for every trainer, and the text of their learnt turns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from toolmind.config import load_config
from toolmind.formats.base import KeptTrajectory, is_learnt
from toolmind.formats.load import EXPORTERS
from toolmind.formats.proof.proof import ProvenTurn, proven
from toolmind.formats.proof.template import load_template
from toolmind.pipeline.run import run
from toolmind.pipeline.select import kept, select
from toolmind.records import Message, Origin
from toolmind.runs.run_dir import RunDir


def made_run(folder: Path) -> Path:
    """Make a run of 50 dialogues."""
    asyncio.run(run(load_config(None, ["count=50", "export.formats=[]"]), folder))
    return folder


def write(made: Path, name: str, out: Path, **settings: Any) -> Path:
    """Write a run in a format, in a folder of its own, which is returned."""
    with RunDir.view(made) as folder:
        from toolmind.config import ChecksConfig

        checks = ChecksConfig.model_validate(folder.read_config().get("checks", {}))
        rows = kept(folder, folder.read_tools(), select(folder, checks))
        exporter: Any = EXPORTERS.load({"type": name, **settings}).build()
        exporter.export(map(with_offers, rows), out)
    return out


def with_offers(one: KeptTrajectory) -> KeptTrajectory:
    """Return a trajectory with an offer turned down at every learnt turn: pairs need some."""
    messages = tuple(_offered(m) if is_learnt(m) else m for m in one.trajectory.messages)
    return replace(one, trajectory=replace(one.trajectory, messages=messages))


def _offered(turn: Message) -> Message:
    calls = tuple(replace(call, arguments="{}") for call in turn.tool_calls)
    said = turn.content if calls else "I cannot help with that."
    offer = replace(turn, content=said, tool_calls=calls, origin=Origin(faults=("planted",)))
    return replace(turn, origin=Origin(alternatives=(offer,)))


def meant(name: str, folder: Path, template: str) -> dict[str, str]:
    """Return what is under loss by our own rendering, by the id of the row."""
    exporter: Any = EXPORTERS.load({"type": name}).build()
    return dict(_texts(exporter.rendered(folder), load_template(template)))


def _texts(rows: Any, template: Any) -> Iterator[tuple[str, str]]:
    for row in rows:
        found = [next(iter(proven(template, row, at))) for at in row.learnt]
        if all(isinstance(one, ProvenTurn) for one in found):
            yield row.id, "".join("".join(one.learnt) for one in found)
