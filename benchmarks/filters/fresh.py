"""Dialogues that nobody has read, for the rules' false alarms.

`dialogues_sgd` is 1,500 of SGD's 20,000 dialogues. The others are drawn here from its own
repository (github.com/google-research-datasets/dstc8-schema-guided-dialogue, CC BY-SA 4.0) and put
in the same form: calls and results as messages, a result cut to five entries.

Of AgentProcessBench's steps and of LiveMCPBench's runs, which people labelled, one half of the
tasks was read, and the rules were mended by it; the other was not looked at. An alarm on what is
labelled right is false unless it was read as a fault: labels tell whether a step helps, not of its
form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from pathlib import Path

import orjson
from corpora import (
    SGD,
    Corpus,
    Row,
    failed_turns,
    false_turns,
    half,
    lines,
    reasons,
    told,
)
from msgspec.structs import replace

from toolmind.runs.checked import CheckedRow
from toolmind.runs.labels import wilson

AGENTPROCESSBENCH = Corpus("labelled_agentprocessbench")
LIVEMCPBENCH = Corpus("labelled_livemcpbench")

HALVES = {"first half": "read", "second half": "held out"}

DRAWN = 1500
"""Dialogues of SGD, as many as were read."""

_ENTRIES = 5
"""Of a result, as in `dialogues_sgd`."""

_SPLITS = ("train", "dev", "test")


def sgd_dialogues(repository: Path, folder: Path, read: Collection[str]) -> list[Row]:
    """Return dialogues with two calls or more, drawn by their ids, none of those that were read."""
    functions = SGD.pool(folder)
    assert functions
    names = [orjson.loads(line)["id"] for line in functions.read_bytes().splitlines()]
    rows = (row for row in _sgd_rows(repository) if row["id"] not in read)
    drawn = sorted(rows, key=lambda row: hashlib.sha256(f"fresh {row['id']}".encode()).digest())
    for row in drawn[:DRAWN]:
        row["tools"] = [one for one in names if one.partition(".")[0] in row["services"]]
    return drawn[:DRAWN]


def _sgd_rows(repository: Path) -> Iterator[Row]:
    for split in _SPLITS:
        for file in sorted((repository / split).glob("dialogues_*.json")):
            for dialogue in orjson.loads(file.read_bytes()):
                messages = list(_messages(dialogue["turns"]))
                if sum("tool_calls" in message for message in messages) > 1:
                    name = f"sgd/{split}/{dialogue['dialogue_id']}"
                    services = dialogue["services"]
                    yield {"id": name, "services": services, "messages": messages}


def _messages(turns: list[Row]) -> Iterator[Row]:
    calls = 0
    for turn in turns:
        for frame in turn["frames"]:
            if call := frame.get("service_call"):
                function = {
                    "name": f"{frame['service']}.{call['method']}",
                    "arguments": orjson.dumps(call["parameters"]).decode(),
                }
                name, calls = f"call_{calls}", calls + 1
                made = {"id": name, "type": "function", "function": function}
                yield {"role": "assistant", "content": None, "tool_calls": [made]}
                result = orjson.dumps(frame["service_results"][:_ENTRIES]).decode()
                yield {"role": "tool", "tool_call_id": name, "content": result}
        role = "user" if turn["speaker"] == "USER" else "assistant"
        yield {"role": role, "content": turn["utterance"]}


async def measure_fresh(folder: Path, sgd: Path | None, made: Path) -> None:
    """Print what the rules fail of dialogues that nobody has read, and of labelled ones."""
    print("\n| dialogues | turns | failed | read as false, or unread | unsure | for |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    if sgd:
        drawn = sgd_dialogues(sgd, folder, {row["id"] for row in SGD.rows(folder)})
        print(line("other of SGD", SGD, await SGD.check(drawn, folder, made / "fresh sgd")))
    for which, read in HALVES.items():
        for label, what in ((1, "right"), (-1, "wrong")):
            found = await _steps(folder, made / f"steps {which} {label}", which, label)
            name = f"AgentProcessBench, {read}: steps labelled {what}"
            print(line(name, AGENTPROCESSBENCH, found))
        for label in ("success", "failure"):
            rows = [row for row in LIVEMCPBENCH.rows(folder) if half(row) == which]
            runs = [row for row in rows if row["human_success"] == label]
            found = await LIVEMCPBENCH.check(runs, folder, made / f"runs {which} {label}")
            print(line(f"LiveMCPBench, {read}: runs labelled a {label}", LIVEMCPBENCH, found))


async def _steps(folder: Path, out: Path, which: str, label: int) -> list[CheckedRow]:
    """Return what is found of a half's steps with a label; rows of one task are of one half."""
    rows = lines(folder / AGENTPROCESSBENCH.name / "hotpotqa_trajectories.jsonl.gz")
    named = [row | {"id": row["record_id"]} for row in rows]
    some = [row for row in named if half({"id": row["id"].rpartition(":")[0]}) == which]
    checked = await AGENTPROCESSBENCH.check(some, folder, out)
    return [_labelled(found, row, label) for found, row in zip(checked, some, strict=True)]


def _labelled(found: CheckedRow, row: Row, label: int) -> CheckedRow:
    kept = (one for one in found.turns if row["step_labels"].get(one.message[1:]) == label)
    return replace(found, turns=tuple(kept))


def line(name: str, corpus: Corpus, rows: list[CheckedRow]) -> str:
    turns = [turn for row in rows for turn in row.turns]
    failed = sum(len(failed_turns(row)) for row in rows)
    false = sum(len(false_turns(corpus, row)) for row in rows)
    unsure = sum(any(one.outcome == "unsure" for one in turn.verdicts) for turn in turns)
    most = ", ".join(f"{what} {count}" for what, count in reasons(rows).most_common(4))
    return (
        f"| {name} | {len(turns):,} | {told(wilson(failed, len(turns)))} |"
        f" {told(wilson(false, len(turns)))} | {unsure / len(turns):.2%} | {most} |"
    )
