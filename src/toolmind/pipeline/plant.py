"""Good dialogues → the same with known faults, and labels that say where: for `check --labels`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import orjson
from msgspec.structs import replace

from toolmind.checks.faults.base import Fault, Good, Planted
from toolmind.checks.faults.load import FAULTS, build_faults
from toolmind.errors import DataError
from toolmind.files import atomic_file
from toolmind.formats.chat import chat_message
from toolmind.pipeline.subjects import Source, Subject
from toolmind.records import Record
from toolmind.records.label import Judgement, Label
from toolmind.tools.pool import read_pool

LABELLER = "faults"


class PlantReport(Record, frozen=True, omit_defaults=False):
    """How many dialogues there were, how many could not be read, and how many have each kind."""

    dialogues: int
    unread: int
    planted: dict[str, int]
    labels: str


def plant_faults(
    data: Iterable[Path],
    out: Path,
    *,
    seed: int = 0,
    kinds: Iterable[str] = FAULTS,
    tools: Path | None = None,
) -> PlantReport:
    """Write, of every dialogue, a copy with a fault of each kind that it has a place for.

    `out` are rows in OpenAI form; beside them, under the same name, lie the labels: the turn with
    the fault is wrong, and its kind is the reason; those before it are right. What comes after is
    not labelled, for it rests on the fault. The same data and seed give the same files.

    Raises:
        DataError: a path is not there or no data; rows that cannot be read are counted.
        ConfigError: there is no such kind.
    """
    faults = build_faults(kinds)
    source = Source(tuple(data), read_pool([tools]) if tools else None)
    beside = labels_beside(out)
    dialogues = unread = 0
    planted = Counter({fault.name: 0 for fault in faults})
    out.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(out) as rows, atomic_file(beside) as labels:
        for number, one in zip(count(1), source):
            if isinstance(one, DataError):
                unread += 1
                continue
            dialogues += 1
            for fault, found in _planted(one, faults, seed, number):
                planted[fault.name] += 1
                name = f"{one.id}#{number}.{fault.name}"
                rows.write(orjson.dumps(_row(name, found, one)) + b"\n")
                for label in _labels(name, found, fault.name):
                    labels.write(msgspec.json.encode(label) + b"\n")
    return PlantReport(dialogues, unread, dict(planted), str(beside))


def labels_beside(out: Path) -> Path:
    """Return where the labels lie of rows at `out`."""
    return out.with_name(f"{out.name.removesuffix('.jsonl')}.labels.jsonl")


def _planted(
    one: Subject, faults: Sequence[Fault], seed: int, number: int
) -> Iterator[tuple[Fault, Planted]]:
    good = Good(one.trajectory.messages, one.tools)
    for fault in faults:
        found = fault.plant(good, Random(f"{seed} {number} {fault.name}"))
        if found is not None:
            messages = tuple(replace(m, id=f"m{at}") for at, m in enumerate(found.messages))
            yield fault, Planted(messages, found.at)


def _row(name: str, found: Planted, one: Subject) -> dict[str, Any]:
    messages = [
        chat_message(m) | ({"status": m.status} if m.status else {}) for m in found.messages
    ]
    return {"id": name, "messages": messages, "tools": [t.spec() for t in one.tools.values()]}


def _labels(name: str, found: Planted, kind: str) -> Iterator[Label]:
    for at, message in enumerate(found.messages[: found.at + 1]):
        if message.role == "assistant":
            said: Judgement = "wrong" if at == found.at else "right"
            yield Label(item=name, message=f"m{at}", label=said, reason=kind, labeller=LABELLER)
